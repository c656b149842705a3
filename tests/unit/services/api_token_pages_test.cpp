#include <algorithm>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/paged_server.hpp"

namespace bentocloud {
namespace {

using paged::list_without_end;
using paged::numbered;
using paged::Server;
using paged::Uids;
using paged::uids_of;

TEST(Pages, AreReadOneByOne) {
  Server server(numbered(9));
  server.serve(3);
  const api_token::Pages pages = api_token::pages(server.client(4));
  EXPECT_EQ(server.requests(), 0);
  auto page = pages.begin();
  EXPECT_EQ(server.requests(), 1);
  EXPECT_EQ(page->size(), 4u);
  ++page;
  EXPECT_EQ(server.requests(), 2);
  EXPECT_EQ(uids_of(*page), (Uids{"t5", "t4", "t3"}));  // without the one that it overlaps by
  page++;
  EXPECT_EQ(uids_of(*page), (Uids{"t2", "t1"}));
  EXPECT_TRUE(page != pages.end());
  ++page;  // the third was short, and reached the total
  EXPECT_EQ(server.requests(), 3);
  EXPECT_TRUE(page == pages.end());
}

TEST(Pages, AFailedStepIsNotTheEndAndCanBeTakenAgain) {
  Server server(numbered(9));
  server.serve(1);
  server.cloud.transport->respond(403);
  server.cloud.transport->respond(200, "<html>");
  server.serve(2);
  const api_token::Pages pages = api_token::pages(server.client(4));
  auto page = pages.begin();
  const Uids first = uids_of(*page);
  for (const ErrorKind kind : {ErrorKind::http, ErrorKind::decode}) {
    EXPECT_EQ(sample::error_of([&] { return &++page; }).kind(), kind);
    EXPECT_TRUE(page != pages.end());
    EXPECT_EQ(uids_of(*page), first);
  }
  Uids all = first;
  for (++page; page != pages.end(); ++page) {
    for (const std::string& uid : uids_of(*page)) all.push_back(uid);
  }
  EXPECT_EQ(all, server.uids);
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
      EXPECT_EQ(std::count(uids.begin(), uids.end(), uid), 1) << uid << ' ' << come;
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

TEST(Pages, WhatIsRememberedOfAListIsBoundedToo) {
  const auto transport = list_without_end();
  ClientOptions options;
  options.page_size = 2;
  options.max_response_size = 5'000;
  const CloudClient client({Secret("key"), "https://cloud.example.com"},
                           sample::with(transport, options));
  const Error error = sample::error_of([&] { return uids_of(api_token::pages(client)); });
  EXPECT_EQ(error.kind(), ErrorKind::decode);
  EXPECT_STREQ(error.what(),
               "list API tokens: the uids of the list take more than 5000 bytes; raise "
               "ClientOptions::max_response_size");
  EXPECT_GT(transport->requests().size(), 50U);  // much more than their content
}

}  // namespace
}  // namespace bentocloud
