#include <cstdint>
#include <random>

#include <gtest/gtest.h>

#include <bentocloud/api_token.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

// Tokens of all kinds, of which every member is sometimes at its default.
class Generator {
 public:
  explicit Generator(unsigned seed) : engine_(seed) {}

  ApiToken token() {
    ApiToken token = resource<ApiToken>();
    token.created_at = time();
    token.description = text();
    for (unsigned i = below(4); i > 0; --i) token.scopes.emplace_back(text());
    if (flag()) token.user = user();
    if (flag()) token.organization = organization();
    if (flag()) token.expired_at = time();
    if (flag()) token.last_used_at = time();
    token.is_expired = flag();
    token.is_api_token = flag();
    token.is_organization_token = flag();
    token.is_global_access = flag();
    if (flag()) token.token = Secret("value" + text());
    return token;
  }

  bool flag() { return below(2) == 0; }
  unsigned below(unsigned bound) { return static_cast<unsigned>(engine_() % bound); }

 private:
  template <class Resource>
  Resource resource() {
    Resource resource;
    resource.uid = text();
    resource.name = text();
    resource.resource_type = text();
    for (unsigned i = below(3); i > 0; --i) resource.labels.push_back({text(), text()});
    if (flag()) resource.updated_at = time();
    if (flag()) resource.deleted_at = time();
    return resource;
  }

  // What `to_json` writes of it.
  User user() {
    User user;
    user.name = text();
    user.email = text();
    user.first_name = text();
    user.last_name = text();
    return user;
  }

  Organization organization() {
    auto organization = resource<Organization>();
    if (flag()) organization.created_at = time();
    organization.description = text();
    return organization;
  }

  std::string text() {
    static const char* const parts[] = {"a", "ü", "😀", "\"", "\\", "\n", "\x01", "/", "key", " "};
    std::string text;
    for (unsigned i = below(30); i > 0; --i) text += parts[below(10)];
    return text;
  }

  // From the year 2 to 9999.
  Timestamp time() {
    constexpr std::int64_t first = -62'104'060'800;
    constexpr std::int64_t last = 253'402'300'799;
    const std::int64_t seconds = std::uniform_int_distribution(first, last)(engine_);
    const auto microseconds = flag() ? 0 : below(1'000'000);
    return Timestamp(std::chrono::seconds(seconds) + std::chrono::microseconds(microseconds));
  }

  std::mt19937_64 engine_;
};

TEST(ParseApiToken, ReadsWhatToJsonWrote) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    Generator generator(seed);
    ApiToken token = generator.token();
    JsonOptions options;
    options.indent = static_cast<int>(generator.below(4)) - 1;
    options.reveal_secret = generator.flag();
    const ApiToken parsed = parse_api_token(to_json(token, options));
    EXPECT_EQ(to_json(parsed, options), to_json(token, options)) << "seed " << seed;
    if (!options.reveal_secret) token.token.reset();
    EXPECT_EQ(parsed, token) << "seed " << seed;
  }
}

TEST(ParseApiTokens, ReadsWhatToJsonWrote) {
  Generator generator(7);
  for (unsigned size : {0u, 1u, 2u, 100u}) {
    std::vector<ApiToken> tokens;
    for (unsigned i = 0; i < size; ++i) tokens.push_back(generator.token());
    JsonOptions options;
    options.reveal_secret = true;
    EXPECT_EQ(parse_api_tokens(to_json(tokens, options)), tokens);
    EXPECT_EQ(parse_api_tokens(" \n{\"items\": " + to_json(tokens, options) + '}'), tokens);
  }
}

// Much more in memory than as text, which is the caller's own.
TEST(ParseApiTokens, ReadsManyThatHaveNextToNothingInThem) {
  const std::vector<ApiToken> tokens(20'000);
  EXPECT_EQ(parse_api_tokens(to_json(tokens)), tokens);
}

TEST(ParseApiTokens, ReadsWhatTheServerSends) {
  const std::string json = sample::created_json("t1", "ci");
  const ApiToken token = parse_api_token(json);
  EXPECT_EQ(token.uid, "t1");
  EXPECT_EQ(token.user->uid, "u1");
  EXPECT_EQ(token.token->reveal(), sample::token_value);
  const std::vector<ApiToken> page =
      parse_api_tokens(R"({"total":1,"start":0,"count":100,"items":[)" + json + "]}");
  EXPECT_EQ(page, std::vector<ApiToken>{token});
}

TEST(ParseApiTokens, SaysWhereTheTextIsNotWhatItShouldBe) {
  const auto failure = [](auto parse, const char* text) {
    const Error error = sample::error_of([&] { return parse(text); });
    EXPECT_EQ(error.kind(), ErrorKind::decode);
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
    return std::string(error.message());
  };
  const auto token = [&](const char* text) { return failure(&parse_api_token, text); };
  const auto tokens = [&](const char* text) { return failure(&parse_api_tokens, text); };
  EXPECT_EQ(token(""), "invalid JSON of API tokens: not valid JSON at byte 1");
  EXPECT_EQ(token("[]"), "invalid JSON of API tokens: expected an object, got an array");
  EXPECT_EQ(token(R"({"uid":5})"),
            "invalid JSON of API tokens: uid: expected a string, got a number");
  EXPECT_EQ(tokens(""), "invalid JSON of API tokens: not valid JSON at byte 1");
  EXPECT_EQ(tokens("5"), "invalid JSON of API tokens: expected an object, got a number");
  EXPECT_EQ(tokens("{}"), "invalid JSON of API tokens: items: missing");
  EXPECT_EQ(tokens("[5]"), "invalid JSON of API tokens: [0]: expected an object, got a number");
  EXPECT_EQ(tokens(R"({"items":[{"uid":"t"}]})"),
            "invalid JSON of API tokens: items[0].created_at: missing");
}

}  // namespace
}  // namespace bentocloud
