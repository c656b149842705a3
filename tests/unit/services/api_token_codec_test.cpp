#include "services/api_token_codec.hpp"

#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <bentocloud/api_token.hpp>

#include "client/error_body.hpp"
#include "support/sample.hpp"

namespace bentocloud {
namespace {

using nlohmann::ordered_json;

ApiToken decoded(const std::string& text) {
  ApiToken token;
  const auto mismatch = json::read(text, token);
  if (mismatch) throw std::runtime_error(mismatch->path + ' ' + mismatch->reason);
  return token;
}

TEST(Codec, ReadsEveryFieldOfAToken) {
  const ApiToken token = decoded(sample::created_json("t1", "ci-token"));
  EXPECT_EQ(token.uid, "t1");
  EXPECT_EQ(token.name, "ci-token");
  EXPECT_EQ(token.resource_type, "api_token");
  EXPECT_EQ(token.labels, (std::vector<Label>{{"team", "ml"}}));
  EXPECT_EQ(token.created_at, *parse_timestamp("2026-11-01T02:03:04.123456Z"));
  EXPECT_EQ(token.updated_at, parse_timestamp("2026-11-02T02:03:04Z"));
  EXPECT_EQ(token.deleted_at, std::nullopt);
  EXPECT_EQ(token.description, "CI/CD");
  EXPECT_EQ(token.scopes, (std::vector<Scope>{"api", "read_cluster"}));
  EXPECT_EQ(token.expired_at, parse_timestamp("2026-12-01T00:03:04Z"));
  EXPECT_EQ(token.last_used_at, std::nullopt);
  EXPECT_FALSE(token.is_expired);
  EXPECT_TRUE(token.is_api_token);
  EXPECT_FALSE(token.is_organization_token);
  EXPECT_FALSE(token.is_global_access);
  EXPECT_EQ(token.token->reveal(), sample::token_value);
  EXPECT_EQ(token.created_by(), "ada");

  const User& user = *token.user;
  EXPECT_EQ(user.uid, "u1");
  EXPECT_EQ(user.name, "ada");
  EXPECT_EQ(user.resource_type, "user");
  EXPECT_TRUE(user.labels.empty());
  EXPECT_EQ(user.created_at, parse_timestamp("2025-01-01T00:00:00Z"));
  EXPECT_EQ(user.updated_at, std::nullopt);
  EXPECT_EQ(user.deleted_at, std::nullopt);
  EXPECT_EQ(user.email, "ada@example.com");
  EXPECT_EQ(user.first_name, "Ada");
  EXPECT_EQ(user.last_name, "Lovelace");

  const Organization& organization = *token.organization;
  EXPECT_EQ(organization.uid, "o1");
  EXPECT_EQ(organization.name, "acme");
  EXPECT_EQ(organization.resource_type, "organization");
  EXPECT_EQ(organization.labels, (std::vector<Label>{{"tier", "gold"}}));
  EXPECT_EQ(organization.created_at, parse_timestamp("2025-01-02T00:00:00Z"));
  EXPECT_EQ(organization.updated_at, std::nullopt);
  EXPECT_EQ(organization.deleted_at, std::nullopt);
  EXPECT_EQ(organization.description, "Acme Corp.");
}

TEST(Codec, OnlyUidNameAndCreationAreRequired) {
  const ApiToken token =
      decoded(R"({"uid": "t", "name": "n", "created_at": "2026-11-01T00:00:00Z"})");
  ApiToken expected;
  expected.uid = "t";
  expected.name = "n";
  expected.created_at = *parse_timestamp("2026-11-01T00:00:00Z");
  EXPECT_EQ(token, expected);
  EXPECT_TRUE(token.is_api_token);
  EXPECT_EQ(token.created_by(), "");
}

TEST(Codec, FlagsAreRead) {
  const ApiToken token = decoded(R"({"uid": "t", "name": "n", "created_at": "2026-11-01T00:00:00Z",
      "is_expired": true, "is_api_token": false, "is_organization_token": true,
      "is_global_access": true, "last_used_at": "2026-11-03T00:00:00Z",
      "deleted_at": "2026-11-04T00:00:00Z"})");
  EXPECT_TRUE(token.is_expired);
  EXPECT_FALSE(token.is_api_token);
  EXPECT_TRUE(token.is_organization_token);
  EXPECT_TRUE(token.is_global_access);
  EXPECT_EQ(token.last_used_at, parse_timestamp("2026-11-03T00:00:00Z"));
  EXPECT_EQ(token.deleted_at, parse_timestamp("2026-11-04T00:00:00Z"));
}

// For each field of a token a value of another type: the error names the field.
class WrongType : public ::testing::TestWithParam<const char*> {};

TEST_P(WrongType, IsAnErrorThatNamesTheField) {
  ordered_json token = ordered_json::parse(sample::created_json("t1", "ci-token"));
  for (const ordered_json& value :
       {ordered_json(1.5), ordered_json::array({1}), ordered_json({{"a", 1}}), ordered_json(true),
        ordered_json("x")}) {
    const ordered_json::json_pointer pointer(GetParam());
    if (token.at(pointer).type() == value.type() && GetParam() != std::string("/created_at") &&
        GetParam() != std::string("/expired_at")) {
      continue;
    }
    ordered_json broken = token;
    broken[pointer] = value;
    json::ApiTokenPage page;
    const auto mismatch =
        json::read(R"({"total": 2, "items": [)" + token.dump() + ',' + broken.dump() + "]}", page);
    ASSERT_TRUE(mismatch) << GetParam() << " = " << value;
    EXPECT_EQ(mismatch->path.rfind("items[1].", 0), 0u) << mismatch->path;
    std::string field = std::string(GetParam()).substr(1);
    field = field.substr(field.rfind('/') + 1);
    if (field != "0") {
      EXPECT_NE(mismatch->path.find(field), std::string::npos) << mismatch->path;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Fields, WrongType,
    ::testing::Values("/uid", "/name", "/resource_type", "/labels", "/labels/0", "/labels/0/key",
                      "/labels/0/value", "/created_at", "/updated_at", "/description", "/scopes",
                      "/scopes/0", "/user", "/user/uid", "/user/name", "/user/email",
                      "/user/first_name", "/user/last_name", "/user/created_at", "/user/labels",
                      "/organization", "/organization/name", "/organization/description",
                      "/organization/labels/0/key", "/expired_at", "/is_expired", "/is_api_token",
                      "/is_organization_token", "/is_global_access", "/token"));

TEST(Codec, CreateBodyHoldsWhatWasGivenAndNothingElse) {
  api_token::CreateOptions options;
  EXPECT_EQ(json::create_body("ci-token", options), R"({"name":"ci-token"})");
  options.description = "CI/CD pipeline";
  options.scopes = {scope::api, scope::read_cluster};
  options.expired_at = parse_timestamp("2026-12-23T23:11:00+01:00");
  EXPECT_EQ(json::create_body("ci-token", options),
            R"({"name":"ci-token","description":"CI/CD pipeline","scopes":["api","read_cluster"],)"
            R"("expired_at":"2026-12-23T22:11:00.000000Z"})");
}

TEST(Codec, UpdateBodyCanSetThingsToEmpty) {
  api_token::UpdateOptions options;
  options.description = "";
  EXPECT_EQ(json::update_body(options), R"({"description":""})");
  options.scopes = std::vector<Scope>();
  options.expired_at = parse_timestamp("2026-12-23T22:11:00Z");
  EXPECT_EQ(json::update_body(options),
            R"({"description":"","scopes":[],"expired_at":"2026-12-23T22:11:00.000000Z"})");
}

TEST(Codec, TextThatIsNotUtf8IsRefused) {
  const Error error = sample::error_of([] { return json::create_body("\xff", {}); });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
}

TEST(Codec, ErrorMessages) {
  const auto message = [](std::string_view body) { return json::read_error_body(body).message; };
  EXPECT_EQ(message(R"({"error":"a","message":"b"})"), "a");
  EXPECT_EQ(message(R"({"message":"b"})"), "b");
  EXPECT_EQ(message(R"({"error":{"code":1},"message":"b"})"), "b");
  EXPECT_EQ(message(R"({"error":null,"message":"b"})"), "b");
  EXPECT_EQ(message(R"({"error":"","message":"b"})"), "b");
  EXPECT_EQ(message(R"({"error":5})"), "");
  EXPECT_EQ(message(R"({"error":"cut off)"), "");
  EXPECT_EQ(message(R"({"error":"a", oops)"), "a");
  EXPECT_EQ(message("<html>"), "");
  EXPECT_EQ(message(""), "");
  EXPECT_EQ(message(R"({"detail":"c","error":" "})"), "c");
  EXPECT_EQ(message(R"({"error":{"message":"a"},"detail":"c"})"), "c");
  EXPECT_EQ(message(R"({"error":{"detail":"c"}})"), "c");
  EXPECT_EQ(message(R"({"detail":[{"loc":[],"msg":"d"},{"msg":"e"}]})"), "d");
}

// What BentoML 1.4's ApiToken.to_dict() gave for the same response, dumped by Python's json.
TEST(ToJson, IsWhatToDictGives) {
  const ApiToken token = decoded(sample::token_json("t1", "ci-token"));
  EXPECT_EQ(to_json(token),
            R"({"uid":"t1","created_at":"2026-11-01T02:03:04.123456+00:00",)"
            R"("updated_at":"2026-11-02T02:03:04+00:00","deleted_at":null,"name":"ci-token",)"
            R"("resource_type":"api_token","labels":[{"key":"team","value":"ml"}],)"
            R"("description":"CI/CD","scopes":["api","read_cluster"],)"
            R"("user":{"name":"ada","email":"ada@example.com","first_name":"Ada",)"
            R"("last_name":"Lovelace"},"organization":{"uid":"o1",)"
            R"("created_at":"2025-01-02T00:00:00+00:00","updated_at":null,"deleted_at":null,)"
            R"("name":"acme","resource_type":"organization",)"
            R"("labels":[{"key":"tier","value":"gold"}],"description":"Acme Corp."},)"
            R"("expired_at":"2026-12-01T00:03:04+00:00","created_by":"ada"})");
}

TEST(ToJson, WritesWhatDiffersFromTheDefault) {
  ApiToken token = decoded(R"({"uid": "t", "name": "n", "created_at": "2026-11-01T00:00:00Z"})");
  token.is_expired = token.is_organization_token = token.is_global_access = true;
  token.is_api_token = false;
  token.last_used_at = parse_timestamp("2026-11-03T00:00:00Z");
  const ordered_json out = ordered_json::parse(to_json(token));
  EXPECT_TRUE(out.at("user").is_null());
  EXPECT_TRUE(out.at("organization").is_null());
  EXPECT_EQ(out.at("is_expired"), true);
  EXPECT_EQ(out.at("is_api_token"), false);
  EXPECT_EQ(out.at("is_organization_token"), true);
  EXPECT_EQ(out.at("is_global_access"), true);
  EXPECT_EQ(out.at("last_used_at"), "2026-11-03T00:00:00+00:00");
  EXPECT_FALSE(out.contains("expired_at"));
  EXPECT_FALSE(out.contains("created_by"));
}

TEST(ToJson, TheSecretOnlyWhenAskedFor) {
  const ApiToken token = decoded(sample::created_json("t1", "ci-token"));
  EXPECT_EQ(to_json(token).find(sample::token_value), std::string::npos);
  JsonOptions options;
  options.reveal_secret = true;
  EXPECT_EQ(ordered_json::parse(to_json(token, options)).at("token"), sample::token_value);
}

TEST(ToJson, ListsAndIndentation) {
  const ApiToken token = decoded(sample::token_json("t1", "ci-token"));
  EXPECT_EQ(to_json(std::vector<ApiToken>()), "[]");
  EXPECT_EQ(to_json(std::vector<ApiToken>{token, token}),
            '[' + to_json(token) + ',' + to_json(token) + ']');
  JsonOptions options;
  options.indent = 2;
  EXPECT_EQ(to_json(token, options).substr(0, 17), "{\n  \"uid\": \"t1\",\n");
}

TEST(ToJson, OfAUserIsWhole) {
  User user = *decoded(sample::token_json("t1", "ci-token")).user;
  user.labels = {{"team", "ml"}};
  user.updated_at = parse_timestamp("2025-01-02T03:04:05.5Z");
  EXPECT_EQ(to_json(user),
            R"({"uid":"u1","created_at":"2025-01-01T00:00:00+00:00",)"
            R"("updated_at":"2025-01-02T03:04:05.500000+00:00","deleted_at":null,"name":"ada",)"
            R"("resource_type":"user","labels":[{"key":"team","value":"ml"}],)"
            R"("email":"ada@example.com","first_name":"Ada","last_name":"Lovelace"})");
  JsonOptions options;
  options.indent = 2;
  EXPECT_EQ(to_json(user, options).substr(0, 17), "{\n  \"uid\": \"u1\",\n");
}

TEST(ToJson, RefusesTextThatIsNotUtf8) {
  ApiToken token;
  token.name = "\xff";
  EXPECT_EQ(sample::error_of([&] { return to_json(token); }).kind(), ErrorKind::invalid_argument);
  User user;
  user.last_name = "\xff";
  EXPECT_EQ(sample::error_of([&] { return to_json(user); }).kind(), ErrorKind::invalid_argument);
}

TEST(ApiTokenValue, EqualityLooksAtEveryField) {
  const ApiToken token = decoded(sample::created_json("t1", "ci-token"));
  const auto differs = [&token](auto change) {
    ApiToken other = token;
    change(other);
    return other != token;
  };
  EXPECT_EQ(token, ApiToken(token));
  EXPECT_TRUE(differs([](ApiToken& t) { t.uid = ""; }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.name = ""; }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.resource_type = ""; }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.labels[0].value = ""; }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.created_at = {}; }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.updated_at.reset(); }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.deleted_at.emplace(); }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.description = ""; }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.scopes.clear(); }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.user.reset(); }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.user->email = ""; }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.organization.reset(); }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.organization->description = ""; }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.expired_at.reset(); }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.last_used_at.emplace(); }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.is_expired = true; }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.is_api_token = false; }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.is_organization_token = true; }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.is_global_access = true; }));
  EXPECT_TRUE(differs([](ApiToken& t) { t.token = Secret("other"); }));
}

TEST(ApiTokenValue, IsPrintedWithoutItsSecretAndOnOneLine) {
  ApiToken token = decoded(sample::created_json("t1", "ci-token"));
  token.name = "a\nb";
  std::ostringstream stream;
  stream << token;
  EXPECT_EQ(stream.str(),
            R"(ApiToken{name: "a\x0Ab", uid: "t1", scopes: ["api", "read_cluster"], )"
            "created_at: 2026-11-01T02:03:04.123456Z, expired_at: 2026-12-01T00:03:04.000000Z, "
            "token: [redacted]}");
}

TEST(ParseApiToken, ScopesAreBoundedByTheSizeOfTheText) {
  std::string scopes = R"("")";
  while (scopes.size() < 300'000) scopes += R"(,"")";
  ApiToken token;
  const auto mismatch = json::read(R"({"scopes":[)" + scopes + "]}", token);
  ASSERT_TRUE(mismatch);
  EXPECT_EQ(mismatch->reason, "takes more memory than a response of this size may");
}

}  // namespace
}  // namespace bentocloud
