#include <algorithm>
#include <functional>
#include <utility>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

using Uids = std::vector<std::string>;

// A server with a list of tokens, that can be changed between requests.
class Server {
 public:
  explicit Server(Uids all) : uids(std::move(all)) {}

  // Answers `requests` requests.
  void serve(int requests) {
    for (int i = 0; i < requests; ++i) {
      cloud.transport->handle(
          [this](const HttpRequest& request, const Deadline&) { return answer(request); });
    }
  }

  [[nodiscard]] CloudClient client(int page_size) const {
    ClientOptions options;
    options.page_size = page_size;
    return cloud.client(options);
  }

  [[nodiscard]] int requests() const {
    return static_cast<int>(cloud.transport->requests().size());
  }

  Uids uids;
  std::size_t largest_page = 1000;
  std::function<std::size_t()> total = [this] { return uids.size(); };
  std::function<void(int)> before_request = [](int) {};  // with its number, from 1
  sample::Cloud cloud;

 private:
  static std::size_t number_after(const std::string& url, const std::string& key) {
    return std::stoul(url.substr(url.find(key) + key.size()));
  }

  HttpResponse answer(const HttpRequest& request) {
    before_request(requests());
    const std::size_t start = (std::min)(number_after(request.url, "start="), uids.size());
    const std::size_t count =
        (std::min)({number_after(request.url, "count="), largest_page, uids.size() - start});
    std::string items;
    for (std::size_t i = start; i < start + count; ++i) {
      items += (items.empty() ? "" : ",") + sample::token_json(uids[i], "n");
    }
    return {200, {}, R"({"total":)" + std::to_string(total()) + R"(,"items":[)" + items + "]}"};
  }
};

Uids numbered(int count) {
  Uids uids;
  for (int i = count; i > 0; --i) uids.push_back("t" + std::to_string(i));
  return uids;
}

Uids uids_of(const std::vector<ApiToken>& tokens) {
  Uids uids;
  for (const ApiToken& token : tokens) uids.push_back(token.uid);
  return uids;
}

Uids uids_of(const api_token::Pages& pages) {
  Uids uids;
  for (const std::vector<ApiToken>& page : pages) {
    for (const ApiToken& token : page) uids.push_back(token.uid);
  }
  return uids;
}

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
  server.serve(2 * (size / page_size + 2));
  EXPECT_EQ(uids_of(api_token::list(server.client(page_size))), server.uids);
  EXPECT_EQ(uids_of(api_token::pages(server.client(page_size))), server.uids);
}

INSTANTIATE_TEST_SUITE_P(Sizes, Paging,
                         ::testing::Values(std::pair(1, 1), std::pair(5, 1), std::pair(5, 2),
                                           std::pair(6, 2), std::pair(6, 3), std::pair(7, 7),
                                           std::pair(7, 8), std::pair(250, 100)));

TEST(List, AServerMayGiveSmallerPagesThanAskedFor) {
  Server server(numbered(10));
  server.largest_page = 3;
  server.serve(8);
  EXPECT_EQ(uids_of(api_token::list(server.client(100))), server.uids);
  EXPECT_EQ(server.requests(), 4);
  EXPECT_EQ(uids_of(api_token::pages(server.client(100))), server.uids);
  EXPECT_EQ(server.requests(), 8);
}

TEST(List, ATotalThatLiesLosesNothing) {
  for (const std::size_t lie : {std::size_t{0}, std::size_t{1}, std::size_t{4}, std::size_t{99},
                                std::size_t{18446744073709551615U}}) {
    Server server(numbered(10));
    server.total = [lie] { return lie; };
    server.serve(8);
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
    given = std::stoul(url.substr(url.find("start=") + 6));
  };
  server.serve(40);
  EXPECT_EQ(uids_of(api_token::list(server.client(4))), server.uids);
  EXPECT_EQ(uids_of(api_token::pages(server.client(4))), server.uids);
}

// Takes all that it can get before it answers any, and then the last one first.
class LastFirst final : public Transport {
 public:
  explicit LastFirst(std::shared_ptr<Transport> server) : server_(std::move(server)) {}

  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override {
    return server_->send(request, deadline);
  }
  void send_all(const std::function<Exchange*()>& next, std::size_t concurrency) override {
    std::vector<Exchange*> all = sample::take_all(next, concurrency);
    for (; !all.empty(); all.pop_back()) {
      all.back()->answered(send(all.back()->request(), all.back()->deadline()));
    }
  }

 private:
  std::shared_ptr<Transport> server_;
};

Uids listed_last_first(const Server& server, int page_size) {
  const CloudClient client({Secret("key"), "https://cloud.example.com"},
                           server.client(page_size).options(),
                           std::make_shared<LastFirst>(server.cloud.transport));
  return uids_of(api_token::list(client));
}

TEST(List, PagesThatComeInAnotherOrderAreTakenInTheirs) {
  Server server(numbered(1000));
  server.serve(101);
  EXPECT_EQ(listed_last_first(server, 10), server.uids);
  EXPECT_EQ(server.requests(), 101);
}

TEST(List, PagesThatComeTogetherAreReadAgainAfterAShift) {
  Server server(numbered(40));
  server.serve(10);
  server.before_request = [&server](int number) {
    if (number == 3) server.uids.erase(server.uids.begin() + 5);
  };
  EXPECT_EQ(listed_last_first(server, 10), server.uids);
  EXPECT_EQ(server.uids.size(), 39U);
}

TEST(List, APromiseOfMoreThanThereIsCostsAFewRequests) {
  Server server(numbered(10));
  server.total = [] { return std::size_t{18446744073709551615U}; };
  server.serve(100);
  EXPECT_EQ(listed_last_first(server, 4), server.uids);
  EXPECT_EQ(server.requests(), 1 + 25 + 1);
}

TEST(List, ThePageThatComesAgainAndAgainEndsIt) {
  const auto same = [](const HttpRequest&, const Deadline&) {
    return HttpResponse{
        200, {}, R"({"total":100,"items":[)" + sample::token_json("t1", "n") + "]}"};
  };
  const sample::Cloud cloud;
  for (int i = 0; i < 5; ++i) cloud.transport->handle(same);
  EXPECT_EQ(uids_of(api_token::list(cloud.client())), Uids{"t1"});
  EXPECT_EQ(uids_of(api_token::pages(cloud.client())), Uids{"t1"});
  EXPECT_EQ(cloud.transport->answers_left(), 0u);
}

TEST(List, AListWithoutEndIsAnError) {
  const sample::Cloud cloud;
  int number = 0;
  for (int i = 0; i < 10'000; ++i) {
    cloud.transport->handle([&number](const HttpRequest&, const Deadline&) {
      const std::string uid = std::to_string(++number);
      return HttpResponse{200,
                          {},
                          R"({"total":0,"items":[{"uid":")" + uid +
                              R"(","name":"n","created_at":"2026-01-01T00:00:00Z"}]})"};
    });
  }
  const Error error = sample::error_of([&] { return api_token::list(cloud.client()); });
  EXPECT_EQ(error.kind(), ErrorKind::decode);
  EXPECT_STREQ(error.what(), "list API tokens: the list does not end after 10000 pages");
}

TEST(List, IsReadAgainWhenTokensGoMeanwhile) {
  Server server(numbered(10));
  server.before_request = [&](int request) {
    // One of the first page goes: what was 5th is now 4th, and the second page begins after it.
    if (request == 2) server.uids.erase(server.uids.begin());
  };
  server.serve(5);
  EXPECT_EQ(uids_of(api_token::list(server.client(4))), server.uids);
  EXPECT_EQ(server.requests(), 2 + 3);
}

TEST(List, IsReadAgainWhenTokensComeMeanwhile) {
  Server server(numbered(10));
  server.before_request = [&](int request) {
    if (request == 2) server.uids.insert(server.uids.begin(), "new");
  };
  server.serve(5);
  EXPECT_EQ(uids_of(api_token::list(server.client(4))), server.uids);
}

TEST(List, ThatNeverComesToRestIsReadFourTimesAndHasEachOnce) {
  Server server(numbered(10));
  server.before_request = [&](int request) {
    if (request > 1) server.uids.insert(server.uids.begin(), "new" + std::to_string(request));
  };
  server.serve(40);
  const Uids uids = uids_of(api_token::list(server.client(4)));
  for (const std::string& uid : numbered(10)) {
    EXPECT_EQ(std::count(uids.begin(), uids.end(), uid), 1) << uid;
  }
  EXPECT_LE(server.requests(), 4 * 5);
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
  server.cloud.transport->answer(503);
  server.serve(2);
  EXPECT_EQ(uids_of(api_token::list(server.client(4))), server.uids);
}

TEST(Pages, AreReadOneByOne) {
  Server server(numbered(10));
  server.serve(3);
  const api_token::Pages pages = api_token::pages(server.client(4));
  EXPECT_EQ(server.requests(), 0);
  auto page = pages.begin();
  EXPECT_EQ(server.requests(), 1);
  EXPECT_EQ(page->size(), 4u);
  ++page;
  EXPECT_EQ(server.requests(), 2);
  EXPECT_EQ((*page)[0].uid, "t6");
  page++;
  EXPECT_EQ(page->size(), 2u);
  EXPECT_TRUE(page != pages.end());
  ++page;  // the third was short, and reached the total
  EXPECT_EQ(server.requests(), 3);
  EXPECT_TRUE(page == pages.end());
}

TEST(Pages, MissNothingWhenTokensGoMeanwhile) {
  for (const int gone : {1, 2, 3, 4}) {
    Server server(numbered(20));
    const Uids before = server.uids;
    server.before_request = [&](int request) {
      if (request == 3) server.uids.erase(server.uids.begin(), server.uids.begin() + gone);
    };
    server.serve(20);
    EXPECT_EQ(uids_of(api_token::pages(server.client(4))), before) << gone;
  }
}

TEST(Pages, GiveNothingTwiceWhenTokensComeMeanwhile) {
  Server server(numbered(20));
  const Uids before = server.uids;
  server.before_request = [&](int request) {
    if (request == 3) server.uids.insert(server.uids.begin(), {"new1", "new2"});
  };
  server.serve(20);
  EXPECT_EQ(uids_of(api_token::pages(server.client(4))), before);
}

TEST(Pages, GoOnWhenAsManyTokensComeAsAPageHolds) {
  for (const int come : {4, 5, 8, 9}) {
    Server server(numbered(20));
    const Uids before = server.uids;
    server.before_request = [&](int request) {
      for (int i = 0; request == 3 && i < come; ++i) {
        server.uids.insert(server.uids.begin(), "new" + std::to_string(i));
      }
    };
    server.serve(20);
    const Uids uids = uids_of(api_token::pages(server.client(4)));
    for (const std::string& uid : before) {
      EXPECT_EQ(std::count(uids.begin(), uids.end(), uid) > 0, true) << uid << ' ' << come;
    }
  }
}

TEST(Pages, GoOnWhenTokensComeAndGoAtOnce) {
  Server server({"f", "e", "d", "c", "b", "a"});
  server.before_request = [&](int request) {
    if (request != 2) return;
    server.uids.insert(server.uids.begin(), {"h", "g"});
    server.uids.pop_back();
  };
  server.serve(20);
  EXPECT_EQ(uids_of(api_token::pages(server.client(2))), (Uids{"f", "e", "d", "c", "b"}));
}

TEST(Pages, GoOnAfterSmallerPagesThatHoldNothingNew) {
  Server server(numbered(20));
  const Uids before = server.uids;
  server.before_request = [&](int request) {
    if (request != 3) return;
    server.uids.erase(server.uids.begin(), server.uids.begin() + 4);
    server.largest_page = 2;
  };
  server.serve(20);
  EXPECT_EQ(uids_of(api_token::pages(server.client(4))), before);
}

TEST(Pages, ATotalThatShrinksForEverEndsAllTheSame) {
  Server server(numbered(8));
  std::size_t total = 1'000'000;
  server.total = [&total] { return --total; };
  server.serve(40);
  EXPECT_EQ(uids_of(api_token::pages(server.client(4))), server.uids);
}

TEST(Pages, EachHasTheWholeTimeout) {
  Server server(numbered(4));
  server.before_request = [&](int) { server.cloud.clock->advance(std::chrono::milliseconds(400)); };
  server.serve(5);
  const CloudClient client = server.client(1).with_timeout(std::chrono::milliseconds(500));
  EXPECT_EQ(uids_of(api_token::pages(client)), server.uids);
}

TEST(Pages, ADefaultIteratorIsAtTheEnd) {
  EXPECT_TRUE(api_token::Pages::Iterator() == api_token::Pages::End());
}

}  // namespace
}  // namespace bentocloud
