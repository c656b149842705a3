#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::CloudClient;
namespace api_token = bentocloud::api_token;

// Runs `call` in a process of its own, and returns whether it was true there.
template <class Call>
bool forked(Call&& call) {
  const pid_t process = ::fork();
  if (process == 0) {
    int result = 1;
    try {
      result = call() ? 0 : 1;
    } catch (...) {
      result = 2;
    }
    ::_exit(result);
  }
  int status = -1;
  return ::waitpid(process, &status, 0) == process && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool gets_its_own(const CloudClient& client, const std::string& uid) {
  const std::optional<bentocloud::ApiToken> token = api_token::get(client, uid);
  return token && token->uid == uid;
}

Action own_token(const Request& request) {
  return respond(200,
                 sample::token_json(request.target.substr(request.target.rfind('/') + 1), "ci"));
}

class Fork : public ::testing::TestWithParam<Way> {};

TEST_P(Fork, AChildHasConnectionsOfItsOwn) {
  const Route route(GetParam(), own_token);
  const CloudClient client = route.client();
  EXPECT_TRUE(gets_its_own(client, "parent"));
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(forked([&] {
      return gets_its_own(client, "child") && gets_its_own(client, "child-again") &&
             forked([&] { return gets_its_own(client, "grandchild"); });
    }));
    EXPECT_TRUE(gets_its_own(client, "parent"));
  }
  if (GetParam() == Way::http2) return;  // nghttpx has connections of its own
  for (const Request& request : route.server().requests()) {
    const std::string uid = request.target.substr(request.target.rfind('/') + 1);
    EXPECT_EQ(request.connection == 1, uid == "parent") << uid;
  }
}

// A child that lets go of the client, by whatever way, takes nothing from its parent.
TEST_P(Fork, AChildThatDestroysTheClientLeavesTheParentsConnectionsAlone) {
  const Route route(GetParam(), own_token);
  auto client = std::make_unique<CloudClient>(route.client());
  EXPECT_TRUE(gets_its_own(*client, "parent"));
  const int connections = route.server().counts().connections;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(forked([&] {
      client.reset();
      return true;
    }));
    EXPECT_TRUE(gets_its_own(*client, "parent"));
  }
  EXPECT_EQ(route.server().counts().connections, connections);
}

INSTANTIATE_TEST_SUITE_P(Faults, Fork, ::testing::Values(Way::plain, Way::tls, Way::http2),
                         [](const auto& way) { return to_string(way.param); });

}  // namespace
}  // namespace faults
