#include <cstddef>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <bentocloud/testing/fake_cloud.hpp>

// yatai_recorded.jsonl has exchanges with a real Yatai, one a line; the values of its tokens are
// masked. `api_token` is null where none was sent. They are replayed in order.
namespace bentocloud::fakes {
namespace {

using nlohmann::json;

const std::string tokens_path = "/api/v1/api_tokens";

const Timestamp recorded_at = *parse_timestamp("2026-11-24T21:50:00Z");

// What the fake does otherwise, by the number of the line.
const std::map<std::size_t, std::string> differences = {
    {22, "a token with colons in it names a cluster: the fake knows no clusters"},
    {33, "as 22"},
};

bool is_page(const json& response) {
  return response.at("content_type") == "text/html; charset=utf-8" && response.at("status") == 200;
}

std::string with_uids(std::string text, const std::map<std::string, std::string>& uids) {
  for (const auto& [recorded, ours] : uids) {
    for (std::size_t at = 0; (at = text.find(recorded, at)) != std::string::npos;) {
      text.replace(at, recorded.size(), ours);
      at += ours.size();
    }
  }
  return text;
}

// Keys, types, null or not, empty or not; of a list its first item.
void expect_shape(const json& expected, const json& actual, const std::string& path) {
  const auto kind = [](const json& value) {
    return value.is_number() ? "number" : value.type_name();
  };
  EXPECT_STREQ(kind(expected), kind(actual)) << path;
  if (expected.is_object() && actual.is_object()) {
    std::set<std::string> keys;
    for (const auto& item : expected.items()) keys.insert(item.key());
    for (const auto& item : actual.items())
      EXPECT_EQ(keys.count(item.key()), 1U) << path << item.key();
    for (const std::string& key : keys) {
      ASSERT_TRUE(actual.contains(key)) << path << key;
      expect_shape(expected.at(key), actual.at(key), path + key + '.');
    }
  } else if (expected.is_boolean()) {
    EXPECT_EQ(expected, actual) << path;
  } else if (expected.is_array() && actual.is_array()) {
    EXPECT_EQ(expected.empty(), actual.empty()) << path;
    if (!expected.empty() && !actual.empty()) expect_shape(expected[0], actual[0], path + "0.");
  }
}

class YataiReplay {
 public:
  YataiReplay() : cloud_(options()) {
    // Made before the recording began.
    ApiToken boot;
    boot.uid = "6b0606438d9a4c75086f8b546";
    boot.name = "boot";
    boot.scopes = {scope::api, scope::read_organization};
    boot.last_used_at = recorded_at;
    cloud_.add(boot);
    ApiToken of_another_user;
    of_another_user.uid = "6b06078647065942c90f11a16";
    of_another_user.name = "theirs";
    of_another_user.user = User();
    of_another_user.user->uid = "another";
    cloud_.add(of_another_user);
    ApiToken expired;
    expired.name = "expired";
    expired.expired_at = recorded_at - std::chrono::hours(1);
    expired.user = of_another_user.user;
    expired.token = Secret("expired-value");
    cloud_.add(expired);
  }

  void expect_same(const json& exchange) {
    const json& expected = exchange.at("response");
    const HttpResponse actual = cloud_.send(request_of(exchange), Deadline());
    EXPECT_EQ(actual.status, expected.at("status").get<int>()) << actual.body;
    const std::string* type = find_header(actual.headers, "Content-Type");
    EXPECT_EQ(type != nullptr ? json(*type) : json(), expected.at("content_type"));
    if (is_page(expected)) return;  // the dashboard's own
    const std::string body = with_uids(expected.at("body"), uids_);
    const json recorded = json::parse(body, nullptr, false);
    if (actual.status != 200) {
      if (recorded.is_discarded()) {  // empty, or HTML
        EXPECT_EQ(actual.body, body);
      } else {
        EXPECT_EQ(json::parse(actual.body, nullptr, false), recorded);
      }
      return;
    }
    const json response = json::parse(actual.body);
    expect_shape(recorded, response, "");
    if (exchange.at("request").at("method") == "POST") {
      uids_[recorded.at("uid")] = response.at("uid");
    }
  }

  void remove(const std::string& recorded_uid) {
    HttpRequest request;
    request.method = "DELETE";
    request.url = tokens_path + '/' + uids_.at(recorded_uid);
    request.headers = {{"X-YATAI-API-TOKEN", "fake-api-token"}};
    EXPECT_EQ(cloud_.send(request, Deadline()).status, 200);
  }

 private:
  static FakeCloudOptions options() {
    FakeCloudOptions options;
    options.like_yatai = true;
    options.now = [] { return recorded_at; };
    options.organization = "default";
    options.other_organizations = {"second"};
    return options;
  }

  [[nodiscard]] HttpRequest request_of(const json& exchange) const {
    const json& recorded = exchange.at("request");
    HttpRequest request;
    request.method = recorded.at("method");
    request.url = with_uids(recorded.at("target"), uids_);
    request.body = recorded.at("body");
    std::string key = "fake-api-token";
    if (recorded.contains("api_token")) {
      // Which one it was is not in the recording.
      const std::string response = exchange.at("response").at("body");
      key = response.find("expired") != std::string::npos ? "expired-value" : "unknown";
    }
    if (recorded.value("api_token", json(key)) != json()) {
      request.headers.push_back({"X-YATAI-API-TOKEN", key});
    }
    if (recorded.contains("organization")) {
      request.headers.push_back({"X-Yatai-Organization", recorded.at("organization")});
    }
    return request;
  }

  FakeCloud cloud_;
  std::map<std::string, std::string> uids_;  // by the recorded ones
};

TEST(YataiReplay, TheFakeRespondsAsTheRealOneDid) {
  std::ifstream file(YATAI_RECORDED);
  YataiReplay replay;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    SCOPED_TRACE("line " + std::to_string(++number) + ": " + line.substr(0, 200));
    if (differences.count(number) > 0) continue;
    // Between the last two exchanges the token was removed by one that was not recorded.
    if (number == 111) replay.remove("6b0607e61e45e842c987b0233");
    replay.expect_same(json::parse(line));
  }
  EXPECT_EQ(number, 111U);
}

}  // namespace
}  // namespace bentocloud::fakes
