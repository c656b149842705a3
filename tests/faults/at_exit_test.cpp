#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arguments.hpp"
#include "fault_server.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

const std::string list_json =
    R"({"total":1,"start":0,"count":100,"items":[)" + sample::token_json("t1", "ci") + "]}";

// Runs the program of at_exit.cpp. Returns its exit code, or less than 0 when it crashed.
int run_program(std::vector<std::string> variables) {
  for (char** variable = environ; *variable != nullptr; ++variable)
    variables.emplace_back(*variable);
  std::vector<std::string> arguments{AT_EXIT_PROGRAM};
  const std::vector<char*> argv = pointers(arguments);
  const std::vector<char*> envp = pointers(variables);
  pid_t process = -1;
  if (::posix_spawn(&process, argv[0], nullptr, nullptr, argv.data(), envp.data()) != 0) return 127;
  int status = 0;
  ::waitpid(process, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

struct Case {
  const char* client;  // the variables of the program
  const char* caller;
  const char* openssl = "cleans up";
};

void PrintTo(const Case& each, std::ostream* stream) {
  *stream << each.client << ' ' << each.caller << ' ' << each.openssl;
}

int run_against(const FaultServer& server, const std::string& ca_file, const Case& each) {
  return run_program({"AT_EXIT_ENDPOINT=" + server.endpoint(), "AT_EXIT_CA_FILE=" + ca_file,
                      std::string("AT_EXIT_CLIENT=") + each.client,
                      std::string("AT_EXIT_CALLER=") + each.caller,
                      std::string("AT_EXIT_OPENSSL=") + each.openssl});
}

Action respond_to(const Request& request) {
  return request.method == "POST" ? respond(200, sample::created_json("t2", "ci"))
                                  : respond(200, list_json);
}

std::size_t creates(const FaultServer& server) {
  const std::vector<Request> requests = server.requests();
  return static_cast<std::size_t>(
      std::count_if(requests.begin(), requests.end(),
                    [](const Request& request) { return request.method == "POST"; }));
}

class AtExit : public ::testing::TestWithParam<Case> {};

TEST_P(AtExit, CallsWorkWhileGlobalsAreDestroyed) {
  const FaultServer server(&respond_to);
  EXPECT_EQ(run_against(server, "", GetParam()), 0);
  EXPECT_EQ(creates(server), 1u);
}

INSTANTIATE_TEST_SUITE_P(Plain, AtExit,
                         ::testing::Values(Case{"early", "destructor"}, Case{"early", "worker"},
                                           Case{"late", "destructor"}, Case{"late", "worker"}));

struct TlsServer {
  CertificateAuthority authority;
  TemporaryFile trusted{authority.certificate()};
  FaultServer server{&respond_to, options()};

  [[nodiscard]] FaultServerOptions options() const {
    FaultServerOptions options;
    options.tls = TlsOptions{authority.issue()};
    return options;
  }
};

class AtExitOverTls : public ::testing::TestWithParam<Case> {};

TEST_P(AtExitOverTls, CallsWorkWhileGlobalsAreDestroyed) {
  const TlsServer tls;
  EXPECT_EQ(run_against(tls.server, tls.trusted.path(), GetParam()), 0);
  EXPECT_EQ(creates(tls.server), 1u);
}

// The sessions of TLS that it keeps outlive OpenSSL, which has cleaned up by then.
TEST(AtExitAndTls, AClientCanBeDestroyedLast) {
  const TlsServer tls;
  EXPECT_EQ(run_against(tls.server, tls.trusted.path(), {"late", "nobody"}), 0);
  EXPECT_EQ(run_against(tls.server, tls.trusted.path(), {"early", "nobody"}), 0);
}

// A global is destroyed before OpenSSL 3 cleans up when OpenSSL was there first, or never does.
INSTANTIATE_TEST_SUITE_P(Tls, AtExitOverTls,
                         ::testing::Values(Case{"early", "destructor"}, Case{"early", "worker"},
                                           Case{"late", "destructor", "stays"},
                                           Case{"late", "worker", "stays"}));

}  // namespace
}  // namespace faults
