#include "transport/curl/system.hpp"

#include <csignal>

#include <gtest/gtest.h>

namespace bentocloud::curl::system {
namespace {

int signals = 0;

// What a program has that does not ignore SIGPIPE.
class WithoutSigpipeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    signals = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { ++signals; };
    ASSERT_EQ(::sigaction(SIGPIPE, &action, &before_), 0);
  }
  void TearDown() override { ::sigaction(SIGPIPE, &before_, nullptr); }

  static void change_mask(int how) {
    sigset_t sigpipe;
    sigemptyset(&sigpipe);
    sigaddset(&sigpipe, SIGPIPE);
    ASSERT_EQ(::pthread_sigmask(how, &sigpipe, nullptr), 0);
  }

 private:
  struct sigaction before_ {};
};

TEST_F(WithoutSigpipeTest, TakesBackWhatIsRaised) {
  {
    const WithoutSigpipe guard(true);
    ::raise(SIGPIPE);
  }
  EXPECT_EQ(signals, 0);
  ::raise(SIGPIPE);
  EXPECT_EQ(signals, 1);
}

TEST_F(WithoutSigpipeTest, DoesNothingWhenItIsNotNeeded) {
  const WithoutSigpipe guard(false);
  ::raise(SIGPIPE);
  EXPECT_EQ(signals, 1);
}

TEST_F(WithoutSigpipeTest, LeavesWhatTheCallerHasBlocked) {
  change_mask(SIG_BLOCK);
  {
    const WithoutSigpipe guard(true);
    ::raise(SIGPIPE);
  }
  change_mask(SIG_UNBLOCK);
  EXPECT_EQ(signals, 0);

  change_mask(SIG_BLOCK);
  ::raise(SIGPIPE);
  {
    const WithoutSigpipe guard(true);
    ::raise(SIGPIPE);
  }
  EXPECT_EQ(signals, 0);
  change_mask(SIG_UNBLOCK);
  EXPECT_EQ(signals, 1);
}

}  // namespace
}  // namespace bentocloud::curl::system
