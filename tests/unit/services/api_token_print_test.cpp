#include <functional>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

ApiToken token() {
  ApiToken token = parse_api_token(sample::created_json("t1", "ci"));
  token.is_expired = true;
  return token;
}

TEST(PrintedToken, HasEachMemberInALine) {
  EXPECT_EQ(::testing::PrintToString(token()),
            R"(ApiToken
  uid: "t1"
  name: "ci"
  resource_type: "api_token"
  labels: "team": "ml"
  created_at: 2026-11-01T02:03:04.123456Z
  updated_at: 2026-11-02T02:03:04.000000Z
  description: "CI/CD"
  scopes: "api", "read_cluster"
  user.uid: "u1"
  user.name: "ada"
  user.resource_type: "user"
  user.created_at: 2025-01-01T00:00:00.000000Z
  user.email: "ada@example.com"
  user.first_name: "Ada"
  user.last_name: "Lovelace"
  organization.uid: "o1"
  organization.name: "acme"
  organization.resource_type: "organization"
  organization.labels: "tier": "gold"
  organization.created_at: 2025-01-02T00:00:00.000000Z
  organization.description: "Acme Corp."
  expired_at: 2026-12-01T00:03:04.000000Z
  is_expired: true
  token: [redacted])");
}

// But for the value, which is not to be read.
TEST(PrintedToken, ShowsWhatDiffers) {
  const std::function<void(ApiToken&)> changes[] = {
      [](ApiToken& it) { it.uid = "x"; },
      [](ApiToken& it) { it.name = "x"; },
      [](ApiToken& it) { it.resource_type = "x"; },
      [](ApiToken& it) { it.labels.clear(); },
      [](ApiToken& it) { it.labels[0].value = "x"; },
      [](ApiToken& it) { it.created_at += std::chrono::microseconds(1); },
      [](ApiToken& it) {
        it.created_at += std::chrono::hours(24 * 366 * 9000);
      },  // cannot be written
      [](ApiToken& it) { it.updated_at.reset(); },
      [](ApiToken& it) { it.deleted_at.emplace(); },
      [](ApiToken& it) { it.description = "x\n"; },
      [](ApiToken& it) { it.scopes.pop_back(); },
      [](ApiToken& it) { it.user.reset(); },
      [](ApiToken& it) { it.user->uid = "x"; },
      [](ApiToken& it) { it.user->last_name = "x"; },
      [](ApiToken& it) { it.organization.reset(); },
      [](ApiToken& it) { it.organization->labels[0].key = "x"; },
      [](ApiToken& it) { it.organization->description.clear(); },
      [](ApiToken& it) { it.expired_at.reset(); },
      [](ApiToken& it) { it.last_used_at.emplace(); },
      [](ApiToken& it) { it.is_expired = false; },
      [](ApiToken& it) { it.is_api_token = false; },
      [](ApiToken& it) { it.is_organization_token = true; },
      [](ApiToken& it) { it.is_global_access = true; },
      [](ApiToken& it) { it.token.reset(); }};
  std::set<std::string> texts{::testing::PrintToString(token())};
  for (const auto& change : changes) {
    ApiToken changed = token();
    change(changed);
    EXPECT_TRUE(texts.insert(::testing::PrintToString(changed)).second)
        << ::testing::PrintToString(changed);
  }
}

TEST(PrintedToken, IsOneLineInAStream) {
  std::ostringstream out;
  out << token();
  EXPECT_EQ(out.str().find('\n'), std::string::npos);
}

}  // namespace
}  // namespace bentocloud
