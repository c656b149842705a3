#include <functional>
#include <string>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "counted_memory.hpp"
#include "support/sample.hpp"

namespace bentocloud {
namespace {

constexpr std::size_t megabyte = std::size_t{1} << 20;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t body_size = 2 * megabyte;  // they look for errors, and are slow
#else
constexpr std::size_t body_size = 16 * megabyte;
#endif

// Responds with `body`, in a string with twice the room, as one has that has grown.
class Answering : public Transport {
 public:
  explicit Answering(const std::string& body) : body_(body) {}

  HttpResponse send(const HttpRequest& /*request*/, const Deadline& /*deadline*/) override {
    HttpResponse response{200, {}, {}};
    response.body.reserve(2 * body_.size());
    response.body = body_;
    return response;
  }

 private:
  const std::string& body_;
};

using Call = std::function<void(const CloudClient&)>;

// What the call takes at most at once. It may fail, as a call does.
std::size_t peak_of(const std::string& body, const Call& call) {
  const CloudClient client({Secret(sample::api_key), "https://cloud.example.com"},
                           sample::with(std::make_shared<Answering>(body)));
  const counted_memory::Peak peak;
  try {
    call(client);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::decode) << error.what();
  }
  return peak.bytes();
}

void get(const CloudClient& client) { static_cast<void>(api_token::get(client, "t1")); }
void list(const CloudClient& client) { static_cast<void>(*api_token::pages(client).begin()); }
void create(const CloudClient& client) { static_cast<void>(api_token::create(client, "ci")); }

// `begin`, then `element` again and again, and `end`: `body_size` in all.
std::string filled(std::string begin, const std::string& element, const std::string& end) {
  begin.reserve(body_size + megabyte);
  while (begin.size() < body_size) begin.append(element).append(",");
  begin.pop_back();
  return begin + end;
}

const std::string token = R"({"uid":"t","created_at":"2026-11-01T00:00:00Z","name":"n")";

struct Case {
  const char* name;
  std::string begin;
  std::string element;
  std::string end;
  Call call = &get;
};

void PrintTo(const Case& each, std::ostream* stream) { *stream << each.name; }

class ResponseMemory : public ::testing::TestWithParam<Case> {};

TEST_P(ResponseMemory, IsAtMostFourTimesTheResponse) {
  const Case& each = GetParam();
  const std::string body = filled(each.begin, each.element, each.end);
  for (const Call& call : {each.call, Call(&create)}) {
    EXPECT_LE(peak_of(body, call), 4 * body.size() + 4 * megabyte);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Hostile, ResponseMemory,
    ::testing::Values(
        Case{"empty labels", token + R"(,"labels":[)", "{}", "]}"},
        Case{"empty scopes", token + R"(,"scopes":[)", R"("")", "]}"},
        Case{"scopes as short as are kept apart", token + R"(,"scopes":[)", R"("0123456789abcdef")",
             "]}"},
        Case{"labels as short as are kept apart", token + R"(,"labels":[)",
             R"({"key":"0123456789abcdef","value":"0123456789abcdef"})", "]}"},
        Case{"labels of a user", token + R"(,"user":{"labels":[)", "{}", "]}}"},
        Case{"labels of an organization", token + R"(,"organization":{"labels":[)", "{}", "]}}"},
        Case{"tokens without anything", R"({"total":1,"items":[)", "{}", "]}", &list},
        Case{"short tokens", R"({"total":1,"items":[)", token + '}', "]}", &list},
        Case{"tokens with empty labels", R"({"total":1,"items":[)",
             token + R"(,"labels":[{},{},{}],"scopes":["","",""]})", "]}", &list},
        Case{"unknown fields", token + R"(,"x":[)", R"({"a":[1,"b"]})", "]}"},
        Case{"unknown fields without a string", token + R"(,"x":[)", "{}", "]}"},
        Case{"numbers", token + R"(,"x":[)", "1", "]}"},
        Case{"white space", token + R"(,"x":[)", std::string(1000, '\n') + "1", "]}"},
        Case{"a long string", token + R"(,"description":")", "0123456789", R"("})"},
        Case{"a long string of escapes", token + R"(,"description":")", R"(\"\\\n\u00e9)", R"("})"},
        Case{"a long key", token + R"(,")", "0123456789", R"(":1})"},
        Case{"strings that are long for themselves", token + R"(,"scopes":[)",
             '"' + std::string(60'000, 'x') + '"', "]}"},
        Case{"a syntax error at the end", token + R"(,"scopes":[)", R"("")", "]"},
        Case{"a long gap before a syntax error", token + R"(,"labels":[)",
             R"({"key":"a"})" + std::string(60'000, '\n'), "!"}));

// What the API sends is far away from what is refused, and the largest page that can be asked for
// is read even when its tokens have next to nothing in them.
TEST(LegitimateMemory, WholePagesAreRead) {
  const auto full = [](const std::string& uid) { return sample::token_json(uid, "ci"); };
  const auto bare = [](const std::string& uid) {
    return R"({"uid":")" + uid + R"(","created_at":"2026-11-01T00:00:00Z","name":"n"})";
  };
  for (const auto& token_of : {std::function<std::string(const std::string&)>(full),
                               std::function<std::string(const std::string&)>(bare)}) {
    std::string body = R"({"total":1000,"items":[)" + token_of("t0");
    for (int i = 1; i < 1000; ++i) body += ',' + token_of("t" + std::to_string(i));
    body += "]}";
    std::size_t size = 0;
    const std::size_t peak = peak_of(body, [&](const CloudClient& client) {
      size = (*api_token::pages(client).begin()).size();
    });
    EXPECT_EQ(size, 1000u);
    EXPECT_LE(peak, 4 * body.size() + 4 * megabyte);
  }
}

// A page as large as ten of the largest, of tokens as the server writes them.
TEST(LegitimateMemory, TokensAsTheyAreNeedNoAllowance) {
  std::string body = R"({"total":10000,"items":[)" + sample::token_json("t0", "ci");
  for (int i = 1; i < 10'000; ++i) body += ',' + sample::token_json("t" + std::to_string(i), "ci");
  body += "]}";
  std::size_t size = 0;
  const std::size_t peak = peak_of(
      body, [&](const CloudClient& client) { size = (*api_token::pages(client).begin()).size(); });
  EXPECT_EQ(size, 10'000u);
  EXPECT_LE(peak, 4 * body.size());
}

}  // namespace
}  // namespace bentocloud
