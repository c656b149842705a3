// UndefinedBehaviorSanitizer opens a pipe to look at an object, and takes it for none when it
// cannot.
#if !defined(__SANITIZE_ADDRESS__)

#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::CloudClient;
using bentocloud::Error;
using bentocloud::Outcome;
using std::chrono::milliseconds;
using std::chrono::seconds;
namespace api_token = bentocloud::api_token;

const std::string token = sample::token_json("t1", "ci");

// This process cannot open another file meanwhile.
class NoDescriptorLeft {
 public:
  NoDescriptorLeft() {
    EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
    const int lowest = ::dup(0);
    ::close(lowest);
    const rlimit none{static_cast<rlim_t>(lowest), before_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  }
  NoDescriptorLeft(const NoDescriptorLeft&) = delete;
  NoDescriptorLeft& operator=(const NoDescriptorLeft&) = delete;
  ~NoDescriptorLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

template <class Call>
void expect_too_many_open_files(Call call) {
  const Error error = sample::error_of([&call] {
    const NoDescriptorLeft none;
    return call();
  });
  EXPECT_EQ(error.kind(), bentocloud::ErrorKind::transport);
  EXPECT_EQ(error.outcome(), Outcome::not_sent);
  EXPECT_TRUE(error.retryable());
  EXPECT_NE(std::string(error.what()).find("too many open files"), std::string::npos)
      << error.what();
  EXPECT_NE(error.hint().find("ulimit -n"), std::string::npos) << error.hint();
}

TEST(TooManyOpenFiles, AreSaidToBeTheReason) {
  const Route route(Way::plain, in_order({respond(200, token)}));
  bentocloud::ClientOptions options;
  options.curl.ignore_proxy = true;
  options.retry.initial_delay = milliseconds(1);
  const CloudClient client = route.client(options);
  // No handle, no connection of its own, and no name look-up.
  expect_too_many_open_files([&] { return api_token::get(client, "t1"); });
  EXPECT_TRUE(api_token::get(client, "t1"));
  expect_too_many_open_files([&] { return api_token::create(client, "ci"); });

  const CloudClient nowhere({bentocloud::Secret(route_key), "https://bento.invalid"}, options);
  const Error error = sample::error_of([&] { return api_token::get(nowhere, "t1"); });
  EXPECT_EQ(std::string(error.what()).find("open files"), std::string::npos) << error.what();
  expect_too_many_open_files([&] { return api_token::get(nowhere, "t1"); });
}

TEST(TooManyOpenFiles, LeaveNothingThatCannotBeCancelled) {
  const Route route(Way::plain, in_order({stall()}));
  const CloudClient client = route.client();
  expect_too_many_open_files([&] { return api_token::get(client, "t1"); });
  bentocloud::Cancellation cancellation;
  std::thread canceller([&] {
    EXPECT_TRUE(
        route.server().wait_until([](const Counts& counts) { return counts.requests == 1; }));
    std::this_thread::sleep_for(milliseconds(400));  // libcurl 7.88 looks up after 200 ms
    cancellation.cancel();
  });
  const auto begin = std::chrono::steady_clock::now();
  const Error error = sample::error_of(
      [&] { return api_token::get(client.with_cancellation(cancellation), "t1"); });
  canceller.join();
  EXPECT_EQ(error.kind(), bentocloud::ErrorKind::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(5));
}

}  // namespace
}  // namespace faults

#endif
