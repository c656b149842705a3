#include "client/retry.hpp"

#include <chrono>
#include <set>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace bentocloud {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

Attempt failed(ErrorKind kind, Outcome outcome, bool retryable) {
  Attempt attempt;
  attempt.idempotent = true;
  attempt.kind = kind;
  attempt.outcome = outcome;
  attempt.retryable = retryable;
  attempt.time_left = hours(1);
  return attempt;
}

Attempt attempt_with(int status, Outcome outcome) {
  Attempt attempt = failed(ErrorKind::http, outcome, false);
  attempt.status = status;
  return attempt;
}

TEST(DecideRetry, WhatMayPassIsTriedAgainWhenThatIsSafe) {
  struct Row {
    Attempt attempt;
    bool idempotent_is_retried;
    bool create_is_retried;
  };
  const Row rows[] = {
      {failed(ErrorKind::transport, Outcome::not_sent, true), true, true},
      {failed(ErrorKind::transport, Outcome::not_sent, false), false, false},
      {failed(ErrorKind::transport, Outcome::unknown, true), true, false},
      {failed(ErrorKind::transport, Outcome::applied, true), true, false},
      {failed(ErrorKind::timeout, Outcome::not_sent, true), true, true},
      {failed(ErrorKind::timeout, Outcome::unknown, true), true, false},
      {failed(ErrorKind::cancelled, Outcome::unknown, false), false, false},
      {failed(ErrorKind::decode, Outcome::applied, false), false, false},
      {attempt_with(400, Outcome::rejected), false, false},
      {attempt_with(401, Outcome::rejected), false, false},
      {attempt_with(404, Outcome::rejected), false, false},
      {attempt_with(408, Outcome::unknown), true, false},
      {attempt_with(429, Outcome::rejected), true, true},
      {attempt_with(500, Outcome::unknown), true, false},
      {attempt_with(501, Outcome::unknown), false, false},
      {attempt_with(502, Outcome::unknown), true, false},
      {attempt_with(503, Outcome::unknown), true, false},
      {attempt_with(503, Outcome::rejected), true, false},
      {attempt_with(504, Outcome::unknown), true, false},
  };
  for (const Row& row : rows) {
    Attempt attempt = row.attempt;
    EXPECT_EQ(decide_retry({}, attempt, 0.5).retry, row.idempotent_is_retried) << attempt.status;
    attempt.idempotent = false;
    EXPECT_EQ(decide_retry({}, attempt, 0.5).retry, row.create_is_retried) << attempt.status;
  }
}

TEST(DecideRetry, SaysWhyNot) {
  Attempt attempt = attempt_with(503, Outcome::unknown);
  attempt.number = 4;
  EXPECT_EQ(decide_retry({}, attempt, 0.5).reason, "retries exhausted");
  attempt.number = 1;
  attempt.time_left = milliseconds(100);
  EXPECT_EQ(decide_retry({}, attempt, 0.5).reason, "no time is left for another attempt");
  attempt.idempotent = false;
  EXPECT_EQ(decide_retry({}, attempt, 0.5).reason,
            "not retried: the server may already have processed the request");
  // A response that broke off after its status leaves no doubt.
  attempt.outcome = Outcome::applied;
  EXPECT_EQ(decide_retry({}, attempt, 0.5).reason, "");
  // What no retry could help, or was not to be retried, needs no excuse.
  EXPECT_EQ(decide_retry({}, attempt_with(400, Outcome::rejected), 0.5).reason, "");
  RetryPolicy once;
  once.max_attempts = 1;
  EXPECT_EQ(decide_retry(once, attempt_with(503, Outcome::unknown), 0.5).reason, "");
}

TEST(DecideRetry, BacksOffExponentiallyWithFullJitter) {
  RetryPolicy policy;
  policy.max_attempts = 100;
  policy.initial_delay = milliseconds(100);
  policy.max_delay = milliseconds(1000);
  const auto delay = [&](int number, double random) {
    Attempt attempt = attempt_with(503, Outcome::unknown);
    attempt.number = number;
    return decide_retry(policy, attempt, random).delay;
  };
  EXPECT_EQ(delay(1, 0.0), milliseconds(0));
  EXPECT_EQ(delay(1, 0.5), milliseconds(50));
  EXPECT_EQ(delay(1, 0.999), milliseconds(99));
  EXPECT_EQ(delay(2, 0.5), milliseconds(100));
  EXPECT_EQ(delay(4, 0.5), milliseconds(400));
  EXPECT_EQ(delay(5, 0.5), milliseconds(500));      // 1600 is more than the most
  EXPECT_EQ(delay(99, 0.9995), milliseconds(999));  // away from where processors round otherwise
  policy.max_attempts = 1'000'000;
  policy.initial_delay = milliseconds(0);
  EXPECT_EQ(delay(5000, 0.999), milliseconds(0));
}

TEST(DecideRetry, RetryAfterIsALowerBoundUpToACap) {
  RetryPolicy policy;
  policy.initial_delay = milliseconds(1000);
  policy.max_retry_after = milliseconds(5000);
  Attempt attempt = attempt_with(429, Outcome::rejected);
  attempt.retry_after = milliseconds(2000);
  EXPECT_EQ(decide_retry(policy, attempt, 0.5).delay, milliseconds(2000));
  attempt.retry_after = milliseconds(100);
  EXPECT_EQ(decide_retry(policy, attempt, 0.5).delay, milliseconds(500));
  attempt.retry_after = hours(10);
  EXPECT_EQ(decide_retry(policy, attempt, 0.5).delay, milliseconds(5000));
}

TEST(DecideRetry, DoesNotSleepToOrPastTheDeadline) {
  Attempt attempt = attempt_with(429, Outcome::rejected);
  attempt.retry_after = milliseconds(2000);
  attempt.time_left = milliseconds(2000);
  EXPECT_FALSE(decide_retry({}, attempt, 0.0).retry);
  attempt.time_left = milliseconds(2001);
  EXPECT_TRUE(decide_retry({}, attempt, 0.0).retry);
}

TEST(ParseRetryAfter, ReadsSecondsAndDates) {
  const Timestamp now = *parse_timestamp("2026-11-24T12:00:00Z");
  EXPECT_EQ(parse_retry_after("0", now), milliseconds(0));
  EXPECT_EQ(parse_retry_after(" 120 ", now), seconds(120));
  EXPECT_EQ(parse_retry_after("Tue, 24 Nov 2026 12:00:30 GMT", now), seconds(30));
  EXPECT_EQ(parse_retry_after("Tue, 24 Nov 2026 11:00:00 GMT", now), milliseconds(0));
}

TEST(ParseRetryAfter, SurvivesTheAbsurd) {
  const Timestamp now = *parse_timestamp("2026-11-24T12:00:00Z");
  for (const char* huge : {"99999999999", "9223372036854775807", "9223372036854775808",
                           "999999999999999999999999999999"}) {
    EXPECT_EQ(parse_retry_after(huge, now), hours(24 * 366)) << huge;
  }
  EXPECT_GT(*parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now), hours(24 * 366));
  EXPECT_EQ(parse_retry_after("Mon, 01 Jan 0001 00:00:00 GMT", now), milliseconds(0));
  for (const char* rubbish :
       {"", " ", "-1", "+1", "1.5", "1e3", "0x10", "soon", "1 2", "1;", "2026-11-24T12:00:30Z"}) {
    EXPECT_FALSE(parse_retry_after(rubbish, now)) << rubbish;
  }
}

TEST(Timing, RandomIsSpreadOverItsRange) {
  std::set<double> seen;
  for (int i = 0; i < 1000; ++i) {
    const double value = Timing::uniform();
    EXPECT_GE(value, 0.0);
    EXPECT_LT(value, 1.0);
    seen.insert(value);
  }
  EXPECT_GT(seen.size(), 900u);
  EXPECT_LT(*seen.begin(), 0.1);
  EXPECT_GT(*seen.rbegin(), 0.9);
}

TEST(Timing, SleepsAndIsWokenByACancellation) {
  const auto start = Deadline::Clock::now();
  Timing::sleep_for(milliseconds(20), Deadline());
  EXPECT_GE(Deadline::Clock::now() - start, milliseconds(20));

  Cancellation stop;
  std::thread canceller([&stop] { stop.cancel(); });
  Timing::sleep_for(seconds(30), Deadline(start + hours(1), stop));
  EXPECT_LT(Deadline::Clock::now() - start, seconds(10));
  canceller.join();
}

TEST(Timing, SleepsForTheWholeTimeWhenNobodyCancels) {
  constexpr std::chrono::milliseconds duration{20};
  const Deadline deadline(Deadline::after(std::chrono::hours(1)).expires_at(), Cancellation());
  const Deadline::Clock::time_point begin = Deadline::Clock::now();
  Timing().sleep(duration, deadline);
  EXPECT_GE(Deadline::Clock::now() - begin, duration);
}

}  // namespace
}  // namespace bentocloud
