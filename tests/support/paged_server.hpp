#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

/// What tests of lists begin with: a server that has one, and what they look at.
namespace paged {

using bentocloud::ApiToken;
using bentocloud::ClientOptions;
using bentocloud::CloudClient;
using bentocloud::Deadline;
using bentocloud::Error;
using bentocloud::ErrorKind;
using bentocloud::HttpRequest;
using bentocloud::HttpResponse;
namespace api_token = bentocloud::api_token;

using Uids = std::vector<std::string>;

inline std::size_t number_after(const std::string& url, const std::string& key) {
  return std::stoul(url.substr(url.find(key) + key.size()));
}

// A server with a list of tokens, that can be changed between requests.
class Server {
 public:
  explicit Server(Uids all) : uids(std::move(all)) {}

  // Responds to `requests` requests.
  void serve(int requests) {
    for (int i = 0; i < requests; ++i) {
      cloud.transport->handle(
          [this](const HttpRequest& request, const Deadline&) { return respond(request); });
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
  HttpResponse respond(const HttpRequest& request) {
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

inline Uids numbered(int count) {
  Uids uids;
  for (int i = count; i > 0; --i) uids.push_back("t" + std::to_string(i));
  return uids;
}

inline Uids uids_of(const std::vector<ApiToken>& tokens) {
  Uids uids;
  for (const ApiToken& token : tokens) uids.push_back(token.uid);
  return uids;
}

inline Uids uids_of(const api_token::Pages& pages) {
  Uids uids;
  for (const std::vector<ApiToken>& page : pages) {
    for (const ApiToken& token : page) uids.push_back(token.uid);
  }
  return uids;
}

template <class Call>
void expect_no_progress(Call call) {
  const Error error = sample::error_of(call);
  EXPECT_EQ(error.kind(), ErrorKind::decode);
  EXPECT_STREQ(error.what(),
               "list API tokens: the pages of the list bring nothing new, and it does not end");
}

// Pages of 1000 bytes and more, each of which has new tokens.
inline std::shared_ptr<bentocloud::fakes::FakeTransport> list_without_end() {
  const auto transport = std::make_shared<bentocloud::fakes::FakeTransport>();
  for (int i = 0; i < 1000; ++i) {
    transport->handle([](const HttpRequest& request, const Deadline&) {
      const std::size_t start = number_after(request.url, "start=");
      std::string items;
      for (std::size_t position = start; position < start + 2; ++position) {
        items += (items.empty() ? "" : ",") + sample::token_json(std::to_string(position), "n");
      }
      return HttpResponse{200, {}, R"({"total":1000000,"items":[)" + items + "]}"};
    });
  }
  return transport;
}

}  // namespace paged
