#include <algorithm>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/paged_server.hpp"

namespace bentocloud {
namespace {

using paged::expect_no_progress;
using paged::list_without_end;
using paged::number_after;
using paged::numbered;
using paged::Server;
using paged::Uids;
using paged::uids_of;

TEST(List, AsksForPagesAndSearches) {
  Server server(numbered(3));
  server.serve(2);
  EXPECT_EQ(uids_of(api_token::list(server.client(100))), server.uids);
  EXPECT_EQ(server.cloud.transport->requests().at(0).url,
            "https://cloud.example.com/api/v1/api_tokens?start=0&count=100");
  const std::string term = "a b&c+d=é/?#%";
  EXPECT_EQ(uids_of(api_token::list(server.client(100), term)), server.uids);
  EXPECT_EQ(server.cloud.transport->requests().at(1).url,
            "https://cloud.example.com/api/v1/api_tokens?start=0&count=100"
            "&search=a%20b%26c%2Bd%3D%C3%A9%2F%3F%23%25");
}

TEST(List, NothingIsAnEmptyList) {
  Server server({});
  server.serve(2);
  EXPECT_TRUE(api_token::list(server.client(100)).empty());
  EXPECT_TRUE(uids_of(api_token::pages(server.client(100))).empty());
  EXPECT_EQ(server.requests(), 2);
}

// Both ways of reading, for several sizes of list and page.
class Paging : public ::testing::TestWithParam<std::pair<int, int>> {};

TEST_P(Paging, GivesEverythingOnceAndInOrder) {
  const auto& [size, page_size] = GetParam();
  Server server(numbered(size));
  server.serve(4 * (size + 2));
  EXPECT_EQ(uids_of(api_token::list(server.client(page_size))), server.uids);
  EXPECT_EQ(uids_of(api_token::pages(server.client(page_size))), server.uids);
}

INSTANTIATE_TEST_SUITE_P(Sizes, Paging,
                         ::testing::Values(std::pair(1, 1), std::pair(5, 1), std::pair(5, 2),
                                           std::pair(6, 2), std::pair(6, 3), std::pair(7, 7),
                                           std::pair(7, 8), std::pair(250, 100)));

TEST(List, AServerMayGiveSmallerPagesThanAskedFor) {
  for (const std::size_t largest : {2U, 3U, 9U, 10U}) {
    Server server(numbered(10));
    server.largest_page = largest;
    server.serve(100);
    EXPECT_EQ(uids_of(api_token::list(server.client(100))), server.uids) << largest;
    EXPECT_EQ(uids_of(api_token::pages(server.client(100))), server.uids) << largest;
  }
}

// Then a total that is too small for once does not end the list.
TEST(List, TheTotalOfAServerThatGivesSmallerPagesIsNotBelieved) {
  Server server(numbered(10));
  server.largest_page = 3;
  server.total = [&] { return server.requests() % 2 == 0 ? 1U : server.uids.size(); };
  server.serve(100);
  EXPECT_EQ(uids_of(api_token::list(server.client(100))), server.uids);
  EXPECT_EQ(uids_of(api_token::pages(server.client(100))), server.uids);
}

// Such pages cannot overlap, and what goes on between them cannot be seen.
TEST(List, AServerThatGivesOneTokenAtATimeIsAnError) {
  Server server(numbered(10));
  server.largest_page = 1;
  server.serve(1000);
  expect_no_progress([&] { return api_token::list(server.client(100)).size(); });
  expect_no_progress([&] { return uids_of(api_token::pages(server.client(100))).size(); });
}

TEST(List, ATotalThatLiesLosesNothing) {
  for (const std::size_t lie : {std::size_t{0}, std::size_t{1}, std::size_t{4}, std::size_t{99},
                                (std::numeric_limits<std::size_t>::max)()}) {
    Server server(numbered(10));
    server.total = [lie] { return lie; };
    server.serve(100);
    EXPECT_EQ(uids_of(api_token::list(server.client(4))), server.uids) << lie;
    EXPECT_EQ(uids_of(api_token::pages(server.client(4))), server.uids) << lie;
  }
}

TEST(List, ATotalThatIsThePagesOwnSizeLosesNothing) {
  Server server(numbered(10));
  std::size_t given = 0;
  server.total = [&] {  // of 4, 4, 2, 0 items
    const std::size_t left = server.uids.size() - (std::min)(given, server.uids.size());
    return (std::min)(left, std::size_t{4});
  };
  server.before_request = [&](int) {
    const std::string url = server.cloud.transport->requests().back().url;
    given = number_after(url, "start=");
  };
  server.serve(40);
  EXPECT_EQ(uids_of(api_token::list(server.client(4))), server.uids);
  EXPECT_EQ(uids_of(api_token::pages(server.client(4))), server.uids);
}

// Takes all that it can get before it responds to any, and then the last one first.
class LastFirst final : public Transport {
 public:
  explicit LastFirst(std::shared_ptr<Transport> server) : server_(std::move(server)) {}

  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override {
    return server_->send(request, deadline);
  }
  void send_all(const Next& next, std::size_t concurrency) override {
    std::vector<Exchange*> all = sample::take_all(next, concurrency);
    for (; !all.empty(); all.pop_back()) {
      all.back()->on_response(send(all.back()->request(), all.back()->deadline()));
    }
  }

 private:
  std::shared_ptr<Transport> server_;
};

Uids listed_last_first(const Server& server, int page_size) {
  const CloudClient client({Secret("key"), "https://cloud.example.com"},
                           sample::with(std::make_shared<LastFirst>(server.cloud.transport),
                                        server.client(page_size).options()));
  return uids_of(api_token::list(client));
}

TEST(List, PagesThatComeInAnotherOrderAreTakenInTheirs) {
  Server server(numbered(1000));
  server.serve(112);
  EXPECT_EQ(listed_last_first(server, 10), server.uids);
  EXPECT_EQ(server.requests(), 112);  // that begin at 0, 9, 18 and so on, the last one at 999
}

TEST(List, OnlyTheGapIsReadAgainWhenPagesThatComeTogetherHaveShifted) {
  Server server(numbered(40));
  const Uids before = server.uids;
  server.serve(8);
  server.before_request = [&server](int number) {
    // Of those at 9, 18, 27 and 36 the last is read first; those at 9 and 18 after the removal.
    if (number == 4) server.uids.erase(server.uids.begin() + 3, server.uids.begin() + 6);
  };
  EXPECT_EQ(listed_last_first(server, 10), before);
  EXPECT_EQ(server.requests(), 1 + 4 + 1);
}

TEST(List, APromiseOfMoreThanThereIsCostsAFewRequests) {
  Server server(numbered(10));
  server.total = [] { return (std::numeric_limits<std::size_t>::max)(); };
  server.serve(100);
  EXPECT_EQ(listed_last_first(server, 4), server.uids);
  EXPECT_EQ(server.requests(), 1 + 32);
}

TEST(List, ThePageThatComesAgainAndAgainIsAnError) {
  const sample::Cloud cloud;
  const auto same = [](const HttpRequest&, const Deadline&) {
    return HttpResponse{
        200, {}, R"({"total":100,"items":[)" + sample::token_json("t1", "n") + "]}"};
  };
  for (int i = 0; i < 1000; ++i) cloud.transport->handle(same);
  expect_no_progress([&] { return api_token::list(cloud.client()); });
  expect_no_progress([&] { return uids_of(api_token::pages(cloud.client())); });
}

// As the real server's does, which counts before it reads.
TEST(List, ATotalThatWasTooLargeOnceIsNoReasonToDoubt) {
  for (const int size : {1, 2, 3, 4, 5, 8}) {
    Server server(numbered(size));
    server.total = [&server] { return server.uids.size() + (server.requests() % 20 == 1 ? 1 : 0); };
    server.serve(40);
    EXPECT_EQ(uids_of(api_token::list(server.client(4))), server.uids) << size;
    EXPECT_LT(server.requests(), 20);
    while (server.requests() < 20) static_cast<void>(api_token::list(server.client(1000)));
    EXPECT_EQ(uids_of(api_token::pages(server.client(4))), server.uids) << size;
  }
}

TEST(List, PagesThatAlternateForEverAreAnError) {
  const sample::Cloud cloud;
  int number = 0;
  const auto alternating = [&number](const HttpRequest&, const Deadline&) {
    const std::string first = ++number % 2 == 0 ? "a" : "c";
    const std::string second = number % 2 == 0 ? "b" : "d";
    return HttpResponse{200,
                        {},
                        R"({"total":100,"items":[)" + sample::token_json(first, "n") + ',' +
                            sample::token_json(second, "n") + "]}"};
  };
  for (int i = 0; i < 10'000; ++i) cloud.transport->handle(alternating);
  expect_no_progress([&] { return api_token::list(cloud.client()); });
  expect_no_progress([&] { return uids_of(api_token::pages(cloud.client())); });
}

// Each response has a token that was never seen before, wherever the page begins.
TEST(List, PagesThatNeverOverlapAreAnError) {
  const sample::Cloud cloud;
  int number = 0;
  for (int i = 0; i < 10'000; ++i) {
    cloud.transport->handle([&number](const HttpRequest&, const Deadline&) {
      const std::string uid = std::to_string(++number);
      return HttpResponse{
          200, {}, R"({"total":1000000,"items":[)" + sample::token_json(uid, "n") + "]}"};
    });
  }
  expect_no_progress([&] { return api_token::list(cloud.client()); });
  expect_no_progress([&] { return uids_of(api_token::pages(cloud.client())); });
}

TEST(List, AListIsNotLargerThanAResponseMayBe) {
  const auto transport = list_without_end();
  ClientOptions options;
  options.page_size = 2;
  options.max_response_size = 50'000;
  const CloudClient client({Secret("key"), "https://cloud.example.com"},
                           sample::with(transport, options));
  const Error error = sample::error_of([&] { return api_token::list(client); });
  EXPECT_EQ(error.kind(), ErrorKind::decode);
  EXPECT_STREQ(error.what(),
               "list API tokens: the list is larger than 50000 bytes; raise "
               "ClientOptions::max_response_size");
  EXPECT_LE(transport->requests().size(), 50U);
}

// Counts how many requests are on the way together.
class AtOnce final : public Transport {
 public:
  explicit AtOnce(std::shared_ptr<Transport> server) : server_(std::move(server)) {}

  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override {
    return server_->send(request, deadline);
  }
  void send_all(const Next& next, std::size_t concurrency) override {
    std::vector<Exchange*> all = sample::take_all(next, concurrency);
    if (!all.empty()) rounds.push_back(all.size());
    for (Exchange* exchange : all) {
      exchange->on_response(send(exchange->request(), exchange->deadline()));
    }
  }

  std::vector<std::size_t> rounds;

 private:
  std::shared_ptr<Transport> server_;
};

TEST(List, OfFiveThousandAtRestTakesThreeRoundTrips) {
  Server server(numbered(5000));
  server.serve(54);
  const auto transport = std::make_shared<AtOnce>(server.cloud.transport);
  const CloudClient client({Secret("key"), "https://cloud.example.com"}, sample::with(transport));
  EXPECT_EQ(uids_of(api_token::list(client)), server.uids);
  EXPECT_EQ(transport->rounds, (std::vector<std::size_t>{1, 32, 21}));
}

TEST(List, FewerLargePagesAreOnTheWayTogether) {
  Server server(numbered(60));
  server.serve(100);
  const auto transport = std::make_shared<AtOnce>(server.cloud.transport);
  ClientOptions options;
  options.page_size = 4;
  const std::size_t page = 4 * (sample::token_json("t60", "n").size() + 1) + 24;
  options.max_response_size = 23 * page;  // of 20 that there are, the last with fewer tokens
  const CloudClient client({Secret("key"), "https://cloud.example.com"},
                           sample::with(transport, options));
  EXPECT_EQ(uids_of(api_token::list(client)), server.uids);
  EXPECT_EQ(transport->rounds, (std::vector<std::size_t>{1, 19}));

  transport->rounds.clear();
  options.page_size = 10;
  options.max_response_size = 8 * (page * 10 / 4);  // of 7; each may be as large as the first
  const CloudClient other({Secret("key"), "https://cloud.example.com"},
                          sample::with(transport, options));
  EXPECT_EQ(uids_of(api_token::list(other)), server.uids);
  EXPECT_EQ(transport->rounds, (std::vector<std::size_t>{1, 6}));
}

TEST(List, GoesOnWithoutAGapWhenTokensGoMeanwhile) {
  for (const std::ptrdiff_t gone : {1, 2, 3, 4}) {
    Server server(numbered(10));
    const Uids before = server.uids;
    server.before_request = [&](int request) {
      if (request == 2) server.uids.erase(server.uids.begin(), server.uids.begin() + gone);
    };
    server.serve(100);
    EXPECT_EQ(uids_of(api_token::list(server.client(4))), before) << gone;
  }
}

TEST(List, GivesNothingTwiceWhenTokensComeMeanwhile) {
  Server server(numbered(10));
  const Uids before = server.uids;
  server.before_request = [&](int request) {
    if (request == 2) server.uids.insert(server.uids.begin(), "new");
  };
  server.serve(100);
  EXPECT_EQ(uids_of(api_token::list(server.client(4))), before);
}

// What the total cannot show: the first token of the second page moves to the end of the first.
TEST(List, ARotationLosesNothing) {
  Server server(numbered(10));
  server.before_request = [&](int request) {
    if (request != 2) return;
    server.uids.erase(server.uids.begin(), server.uids.begin() + 2);
    server.uids.insert(server.uids.begin() + 0, "new");
    server.uids.pop_back();
    server.uids.insert(server.uids.begin(), "newer");
    server.uids.erase(server.uids.begin(), server.uids.begin() + 2);
    server.total = [] { return std::size_t{10}; };
  };
  server.serve(100);
  const Uids uids = uids_of(api_token::list(server.client(4)));
  EXPECT_EQ(uids, (Uids{"t10", "t9", "t8", "t7", "t6", "t5", "t4", "t3", "t2"}));
}

// Each page then holds only new ones, and so does the list's beginning.
TEST(List, ThatIsReplacedMeanwhileHasAllThatIsThereNow) {
  for (const int size : {1, 3, 4, 10, 100}) {
    Server server(numbered(10));
    server.before_request = [&](int request) {
      if (request != 2) return;
      server.uids = numbered(1000 + size);
      server.uids.resize(static_cast<std::size_t>(size));
    };
    server.serve(1000);
    Uids expected{"t10", "t9", "t8", "t7"};
    const Uids uids = uids_of(api_token::list(server.client(4)));
    expected.insert(expected.end(), server.uids.begin(), server.uids.end());
    EXPECT_EQ(uids, expected) << size;
  }
}

TEST(List, ThatNeverComesToRestHasEachOnce) {
  Server server(numbered(10));
  server.before_request = [&](int request) {
    if (request > 1) server.uids.insert(server.uids.begin(), "new" + std::to_string(request));
  };
  server.serve(40);
  const Uids uids = uids_of(api_token::list(server.client(4)));
  for (const std::string& uid : numbered(10)) {
    EXPECT_EQ(std::count(uids.begin(), uids.end(), uid), 1) << uid;
  }
  EXPECT_LE(server.requests(), 10);
}

TEST(List, ThatGrowsByAPageEachTimeStillHasAllThatWasThere) {
  Server server(numbered(10));
  server.before_request = [&](int request) {
    for (int i = 0; request % 2 == 0 && request < 12 && i < 2; ++i) {
      server.uids.insert(server.uids.begin(), "new" + std::to_string(request) + std::to_string(i));
    }
  };
  server.serve(100);
  const Uids uids = uids_of(api_token::list(server.client(2)));
  for (const std::string& uid : numbered(10)) {
    EXPECT_EQ(std::count(uids.begin(), uids.end(), uid), 1) << uid;
  }
}

TEST(List, AllPagesShareOneDeadline) {
  Server server(numbered(10));
  server.before_request = [&](int) { server.cloud.clock->advance(std::chrono::milliseconds(400)); };
  server.serve(10);
  const Error error = sample::error_of([&] {
    return api_token::list(server.client(1).with_timeout(std::chrono::milliseconds(1000)));
  });
  EXPECT_EQ(error.kind(), ErrorKind::timeout);
  EXPECT_EQ(server.requests(), 3);
}

TEST(List, APageThatFailsIsRetriedAlone) {
  Server server(numbered(10));
  server.serve(1);
  server.cloud.transport->respond(503);
  server.serve(3);
  EXPECT_EQ(uids_of(api_token::list(server.client(4))), server.uids);
  EXPECT_EQ(server.requests(), 1 + 3 + 1);
}

}  // namespace
}  // namespace bentocloud
