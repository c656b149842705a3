#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <bentocloud/testing/fake_cloud.hpp>
#include <bentocloud/timestamp.hpp>

namespace bentocloud::fakes {

using nlohmann::json;

inline const std::string tokens_path = "/api/v1/api_tokens";

// A cloud whose clock stands still, and a client that speaks plain HTTP to it.
class FakeCloudTest : public ::testing::Test {
 protected:
  FakeCloudTest() {
    options_.now = [this] { return now_; };
  }

  struct Response {
    int status;
    json body;  // discarded when it is none
    HttpHeaders headers;
  };

  Response ask(const std::string& method, const std::string& target, const std::string& body = {},
               const HttpHeaders& headers = {}) {
    if (!cloud_) cloud_ = std::make_unique<FakeCloud>(options_);
    HttpRequest request;
    request.method = method;
    request.url = "https://fake.cloud.example" + target;
    request.headers = headers;
    request.body = body;
    request.authentication_header = "X-YATAI-API-TOKEN";
    request.authentication = Secret(key_);
    const HttpResponse response = cloud_->send(request, Deadline());
    return {response.status, json::parse(response.body, nullptr, false), response.headers};
  }

  HttpResponse send_plain(const std::string& method, const std::string& target) {
    HttpRequest request;
    request.method = method;
    request.url = target;
    return cloud_->send(request, Deadline());
  }

  json create(const std::string& name) {
    const Response response = ask("POST", tokens_path, json({{"name", name}}).dump());
    EXPECT_EQ(response.status, 200) << response.body;
    return response.body;
  }

  std::vector<std::string> names(const std::string& query) {
    std::vector<std::string> names;
    const json page = ask("GET", tokens_path + query).body;
    for (const json& item : page.at("items")) names.push_back(item.at("name"));
    return names;
  }

  Timestamp now_ = *parse_timestamp("2026-11-24T12:00:00Z");
  FakeCloudOptions options_;
  std::string key_ = "fake-api-token";
  std::unique_ptr<FakeCloud> cloud_;
};

}  // namespace bentocloud::fakes
