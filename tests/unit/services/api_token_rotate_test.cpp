#include <algorithm>
#include <functional>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

using std::chrono::hours;

const Timestamp start = *parse_timestamp("2026-11-24T12:15:00Z");

// What becomes of a request: the cloud's response, or another, or none.
using Fault = std::function<HttpResponse(const std::function<HttpResponse()>& pass_on)>;

// A cloud of which some requests fail.
class FaultyCloud : public Transport {
 public:
  explicit FaultyCloud(std::shared_ptr<fakes::FakeCloud> cloud) : cloud_(std::move(cloud)) {}

  void fail(const std::string& method, Fault fault) { faults_.emplace_back(method, fault); }

  HttpResponse send(const HttpRequest& request, const Deadline& deadline) override {
    seen.push_back(request.method);
    const auto pass_on = [&] { return cloud_->send(request, deadline); };
    for (auto fault = faults_.begin(); fault != faults_.end(); ++fault) {
      if (fault->first != request.method) continue;
      const Fault run = fault->second;
      faults_.erase(fault);
      return run(pass_on);
    }
    return pass_on();
  }

  std::vector<std::string> seen;  // the methods of the requests

 private:
  std::shared_ptr<fakes::FakeCloud> cloud_;
  std::vector<std::pair<std::string, Fault>> faults_;  // each for one request with its method
};

[[noreturn]] HttpResponse lose() {
  ErrorDetails details;
  details.message = "the connection broke";
  throw Error(std::move(details));
}

const Fault lost_request = [](const auto&) { return lose(); };
const Fault lost_response = [](const auto& pass_on) { return pass_on(), lose(); };

Fault responds(int status, std::string body = {}) {
  return [status, body](const auto&) { return HttpResponse{status, {}, body}; };
}

// What the server said, with some of it taken away.
Fault without(std::initializer_list<const char*> keys, int status = 200) {
  return [keys = std::vector<std::string>(keys.begin(), keys.end()), status](const auto& pass_on) {
    auto body = nlohmann::json::parse(pass_on().body);
    for (const std::string& key : keys) body.erase(key);
    return HttpResponse{status, {}, body.dump()};
  };
}

class Rotate : public ::testing::Test {
 protected:
  Rotate() {
    fakes::FakeCloudOptions options;
    options.now = [] { return start; };
    fake_ = std::make_shared<fakes::FakeCloud>(options);
    cloud_ = std::make_shared<FaultyCloud>(fake_);
    ApiToken old;
    old.uid = "old";
    old.name = "ci";
    old.description = "CI/CD";
    old.scopes = {scope::api, scope::read_cluster};
    old.created_at = start - hours(24 * 20);
    old.expired_at = start + hours(24 * 10);
    fake_->add(old);
  }

  [[nodiscard]] CloudClient client() const {
    ClientOptions options;
    options.transport = cloud_;
    options.retry.max_attempts = 1;
    options.timing.utc_now = [] { return start; };
    return CloudClient(fake_->credentials(), options);
  }

  ApiToken rotate(const api_token::RotateOptions& options = {}) {
    return api_token::rotate(client(), "old", options,
                             [this](const ApiToken& token) { handed_over_.push_back(token); });
  }

  Error failure(const api_token::RotateOptions& options = {}) {
    return sample::error_of([&] { return rotate(options); });
  }

  // Of a rotation whose hand-over throws.
  template <class Thrown>
  void rotate_and_throw(const Thrown& thrown) {
    api_token::rotate(client(), "old", {}, [&](const ApiToken& token) {
      handed_over_.push_back(token);
      throw thrown;
    });
  }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const ApiToken& token : fake_->tokens()) names.push_back(token.name);
    return names;
  }

  // That what the error says of each token is so.
  void expect_truth(const Error& error, Existence old_token, Existence successor) {
    ASSERT_TRUE(error.rotation());
    const RotationState& state = *error.rotation();
    EXPECT_EQ(state.old_token.uid, "old");
    EXPECT_EQ(state.old_token.exists, old_token) << error.what();
    EXPECT_EQ(state.successor.exists, successor) << error.what();
    EXPECT_EQ(error.uid(), successor == Existence::no ? "" : state.successor.uid);
    if (old_token != Existence::unknown) {
      EXPECT_EQ(exists("old"), old_token == Existence::yes);
    }
    if (successor != Existence::unknown) {
      EXPECT_EQ(exists(state.successor.uid), successor == Existence::yes);
    }
  }

  [[nodiscard]] bool exists(const std::string& uid) const {
    const std::vector<ApiToken> tokens = fake_->tokens();
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const ApiToken& token) { return token.uid == uid; });
  }

  using Names = std::vector<std::string>;
  const std::string new_name_ = "ci-20261124-121500";
  std::shared_ptr<fakes::FakeCloud> fake_;
  std::shared_ptr<FaultyCloud> cloud_;
  std::vector<ApiToken> handed_over_;
};

TEST_F(Rotate, TheSuccessorIsLikeTheOldOne) {
  const ApiToken successor = rotate();
  EXPECT_EQ(successor.name, new_name_);
  EXPECT_EQ(successor.description, "CI/CD");
  EXPECT_EQ(successor.scopes, (std::vector<Scope>{scope::api, scope::read_cluster}));
  EXPECT_EQ(successor.expired_at, start + hours(24 * 30));
  EXPECT_EQ(names(), Names{new_name_});
  ASSERT_EQ(handed_over_.size(), 1u);
  EXPECT_EQ(handed_over_.front(), successor);
  EXPECT_TRUE(successor.token);
  EXPECT_EQ(cloud_->seen, (Names{"GET", "POST", "DELETE"}));
}

TEST_F(Rotate, TheOldOneIsRemovedOnlyAfterTheHandOver) {
  Names at_hand_over;
  api_token::rotate(client(), "old", {}, [&](const ApiToken&) { at_hand_over = names(); });
  EXPECT_EQ(at_hand_over, (Names{new_name_, "ci"}));
  EXPECT_EQ(names(), Names{new_name_});
}

TEST_F(Rotate, OptionsSayNameExpiryAndWhetherTheOldOneStays) {
  api_token::RotateOptions options;
  options.name = "next";
  options.expired_at = start + hours(1);
  options.keep_old = true;
  const ApiToken successor = rotate(options);
  EXPECT_EQ(successor.name, "next");
  EXPECT_EQ(successor.expired_at, start + hours(1));
  EXPECT_EQ(names(), (Names{"next", "ci"}));
}

TEST_F(Rotate, WhatNeverExpiresHasASuccessorThatNeverDoes) {
  ApiToken token;
  token.uid = "for-ever";
  token.name = "for-ever";
  fake_->add(token);
  EXPECT_FALSE(api_token::rotate(client(), "for-ever", {}, [](const ApiToken&) {}).expired_at);
}

TEST_F(Rotate, ALifetimeIncludesWhatTheExpiryWasMovedBy) {
  api_token::UpdateOptions changes;
  changes.expired_at = start + hours(24 * 40);
  api_token::update(client(), "old", changes);
  EXPECT_EQ(rotate().expired_at, start + hours(24 * 60));
}

TEST_F(Rotate, ALifetimeEndsWithTheLastYear) {
  api_token::UpdateOptions changes;
  changes.expired_at = parse_timestamp("9999-12-31T23:59:59Z").value();
  api_token::update(client(), "old", changes);
  EXPECT_EQ(rotate().expired_at, parse_timestamp("9999-12-31T23:59:59Z"));
}

TEST_F(Rotate, ATimeInTheNameIsReplacedAndANameIsCut) {
  for (const auto& [old_name, name] :
       {std::pair<std::string, std::string>("ci-20251124-121500", "ci-20261124-121500"),
        {"ci-20251124", "ci-20251124-20261124-121500"},
        {std::string(63, 'a'), std::string(47, 'a') + "-20261124-121500"},
        {std::string(47, 'b') + "-20251124-121500", std::string(47, 'b') + "-20261124-121500"},
        {"-20251124-121500", "-20251124-121500-20261124-121500"}}) {
    ApiToken token;
    token.uid = "uid-of-" + old_name;
    token.name = old_name;
    fake_->add(token);
    ApiToken successor;
    cloud_->fail("POST", [&name = name](const auto&) {
      return HttpResponse{200, {}, sample::created_json("new", name)};
    });
    EXPECT_EQ(api_token::rotate(client(), token.uid, {}, [](const ApiToken&) {}).name, name);
  }
}

TEST_F(Rotate, WithoutAHandOverNothingIsSent) {
  const Error error =
      sample::error_of([&] { return api_token::rotate(client(), "old", {}, nullptr); });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
  EXPECT_TRUE(cloud_->seen.empty());
}

TEST_F(Rotate, ATokenThatHadExpiredWhenItWasCreatedHasNoLifetime) {
  api_token::UpdateOptions changes;
  changes.expired_at = start - hours(24 * 30);
  api_token::update(client(), "old", changes);
  const Error error = failure();
  EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
  expect_truth(error, Existence::yes, Existence::no);
  api_token::RotateOptions options;
  options.expired_at = start + hours(1);
  EXPECT_EQ(rotate(options).expired_at, start + hours(1));
}

TEST_F(Rotate, WhatIsNotThereCannotBeRotated) {
  api_token::remove(client(), "old");
  const Error error = failure();
  EXPECT_TRUE(error.not_found());
  expect_truth(error, Existence::no, Existence::no);
  EXPECT_NE(std::string(error.what()).find("rotate API token \"old\": "), std::string::npos);
}

TEST_F(Rotate, WhenTheOldOneCannotBeReadNothingIsKnown) {
  cloud_->fail("GET", lost_request);
  const Error error = failure();
  EXPECT_EQ(error.kind(), ErrorKind::transport);
  expect_truth(error, Existence::unknown, Existence::no);
  EXPECT_EQ(names(), Names{"ci"});
}

TEST_F(Rotate, ARefusedCreateLeavesTheOldOne) {
  cloud_->fail("POST", responds(403, R"({"message":"need the scopes: api"})"));
  const Error error = failure();
  EXPECT_TRUE(error.forbidden());
  expect_truth(error, Existence::yes, Existence::no);
  EXPECT_EQ(names(), Names{"ci"});
  EXPECT_NE(error.hint().find("lacks scopes"), std::string::npos) << error.hint();
  EXPECT_NE(error.hint().find("the old token \"old\" exists, and there is no new one"),
            std::string::npos)
      << error.hint();
}

// The uid in it may be anybody's.
TEST_F(Rotate, ARefusedCreateRemovesNothing) {
  cloud_->fail("POST", responds(400, R"({"error":"taken by this one","uid":"old"})"));
  expect_truth(failure(), Existence::yes, Existence::no);
  cloud_->fail("POST", responds(500, R"({"error":"taken by this one","uid":"old"})"));
  expect_truth(failure(), Existence::yes, Existence::no);
  EXPECT_EQ(names(), Names{"ci"});
}

TEST_F(Rotate, ANameThatIsTakenIsRefusedBeforeTheCreate) {
  ApiToken other;
  other.name = "next";
  fake_->add(other);
  api_token::RotateOptions options;
  options.name = "next";
  const Error error = failure(options);
  EXPECT_TRUE(error.name_taken());
  EXPECT_EQ(cloud_->seen, (Names{"GET", "GET"}));
  EXPECT_EQ(names(), (Names{"next", "ci"}));

  cloud_->fail("GET", [](const auto& pass_on) { return pass_on(); });
  cloud_->fail("GET", lost_request);
  const Error second = failure(options);
  EXPECT_EQ(second.operation(), "list API tokens");
  expect_truth(second, Existence::yes, Existence::no);
}

// Its value is lost, but not its uid. It may have been created by somebody else, so it stays.
TEST_F(Rotate, ASuccessorWhoseResponseWasLostIsFound) {
  for (const Fault& fault : {lost_response, without({"uid", "token"})}) {
    cloud_->fail("POST", fault);
    const Error error = failure();
    EXPECT_EQ(error.outcome(), Outcome::unknown);
    expect_truth(error, Existence::yes, Existence::yes);
    EXPECT_EQ(names(), (Names{new_name_, "ci"}));
    EXPECT_TRUE(handed_over_.empty());
    EXPECT_FALSE(error.token());
    api_token::remove(client(), error.uid());
  }
}

TEST_F(Rotate, ACreateThatWasLostLeavesNoSuccessor) {
  cloud_->fail("POST", lost_request);
  const Error error = failure();
  EXPECT_EQ(error.outcome(), Outcome::unknown);
  expect_truth(error, Existence::yes, Existence::no);
  EXPECT_EQ(error.rotation()->successor.name, new_name_);
}

TEST_F(Rotate, WhenTheServerCannotBeAskedThatIsSaid) {
  cloud_->fail("POST", lost_response);
  cloud_->fail("GET", [](const auto& pass_on) { return pass_on(); });
  cloud_->fail("GET", lost_request);
  const Error error = failure();
  ASSERT_TRUE(error.rotation());
  EXPECT_EQ(error.rotation()->successor.exists, Existence::unknown);
  EXPECT_EQ(error.rotation()->successor.name, new_name_);
  EXPECT_NE(error.hint().find("the new one \"" + new_name_ + "\" may exist"), std::string::npos);
}

TEST_F(Rotate, ASuccessorThatIsCertainlyOursIsRemoved) {
  for (const Fault& fault : {without({"token"}), without({"name"}), without({"uid"}),
                             without({}, 202), without({"uid"}, 500), without({}, 500)}) {
    cloud_->fail("POST", fault);
    const Error error = failure();
    expect_truth(error, Existence::yes, Existence::no);
    EXPECT_FALSE(error.token());
    EXPECT_EQ(names(), Names{"ci"});
  }
  EXPECT_TRUE(handed_over_.empty());
}

TEST_F(Rotate, WhatCannotBeRemovedKeepsItsUidAndItsValue) {
  cloud_->fail("POST", without({"name"}));
  cloud_->fail("DELETE", responds(501));
  const Error error = failure();
  EXPECT_EQ(error.kind(), ErrorKind::decode);
  expect_truth(error, Existence::yes, Existence::yes);
  EXPECT_TRUE(error.token());
  EXPECT_EQ(names(), (Names{new_name_, "ci"}));
}

TEST_F(Rotate, AHandOverThatThrowsLeavesTheOldOne) {
  const Error error =
      sample::error_of([&] { return rotate_and_throw(std::runtime_error("disk full")), 0; });
  EXPECT_EQ(error.kind(), ErrorKind::callback);
  EXPECT_EQ(error.message(), "the hand-over failed: disk full");
  EXPECT_FALSE(error.possibly_applied());
  expect_truth(error, Existence::yes, Existence::no);
  EXPECT_EQ(names(), Names{"ci"});
  EXPECT_FALSE(error.token());
}

TEST_F(Rotate, WhatTheHandOverThrewIsNested) {
  try {
    rotate_and_throw(7);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("something that is no std::exception"), std::string::npos);
    EXPECT_THROW(std::rethrow_if_nested(error), int);
  }
}

TEST_F(Rotate, TheValueIsNotInAMessage) {
  const Error error = sample::error_of([&] {
    return api_token::rotate(client(), "old", {}, [](const ApiToken& token) {
      throw std::runtime_error("cannot write " + std::string(token.token->reveal()));
    });
  });
  EXPECT_EQ(error.message(), "the hand-over failed: cannot write [redacted]");
}

TEST_F(Rotate, AfterAHandOverThatThrewASuccessorThatCannotBeRemovedIsSaid) {
  cloud_->fail("DELETE", responds(503));
  const Error error =
      sample::error_of([&] { return rotate_and_throw(std::runtime_error("disk full")), 0; });
  EXPECT_EQ(error.kind(), ErrorKind::callback);
  EXPECT_TRUE(error.possibly_applied());
  expect_truth(error, Existence::yes, Existence::yes);
  EXPECT_EQ(error.token(), handed_over_.at(0).token);
  EXPECT_NE(error.hint().find("HTTP 503"), std::string::npos) << error.hint();
}

TEST_F(Rotate, WhenTheOldOneCannotBeRemovedBothExist) {
  cloud_->fail("DELETE", responds(503));
  const Error error = failure();
  EXPECT_EQ(error.status(), 503);
  EXPECT_EQ(error.operation(), "remove API token \"old\"");
  expect_truth(error, Existence::yes, Existence::yes);
  EXPECT_EQ(error.token(), handed_over_.at(0).token);
}

TEST_F(Rotate, ARemovalWhoseResponseWasLostIsLookedAt) {
  cloud_->fail("DELETE", lost_response);
  EXPECT_EQ(rotate().name, new_name_);
  EXPECT_EQ(names(), Names{new_name_});
}

TEST_F(Rotate, WhenNobodyKnowsOfTheOldOneThatIsSaid) {
  cloud_->fail("DELETE", [this](const auto& pass_on) {
    cloud_->fail("GET", lost_request);
    return pass_on(), lose();
  });
  expect_truth(failure(), Existence::unknown, Existence::yes);
}

TEST_F(Rotate, SomebodyElseMayHaveRemovedTheOldOne) {
  api_token::rotate(client(), "old", {},
                    [&](const ApiToken&) { api_token::remove(client(), "old"); });
  EXPECT_EQ(names(), Names{new_name_});
}

TEST_F(Rotate, ACancellationEndsItWhereItIs) {
  Cancellation stop;
  const Error error = sample::error_of([&] {
    return api_token::rotate(client().with_cancellation(stop), "old", {},
                             [&](const ApiToken&) { stop.cancel(); });
  });
  EXPECT_EQ(error.kind(), ErrorKind::cancelled);
  expect_truth(error, Existence::yes, Existence::yes);
}

// The hand-over takes as long as it takes.
TEST_F(Rotate, EachRequestHasTheWholeTimeout) {
  sample::FakeClock clock;
  ClientOptions options;
  options.transport = cloud_;
  options.timing = clock.timing();
  api_token::rotate(CloudClient(fake_->credentials(), options), "old", {},
                    [&](const ApiToken&) { clock.advance(hours(1)); });
  EXPECT_EQ(names().size(), 1u);
}

// The client keeps the value that it has, until its maker gives it another one.
TEST_F(Rotate, TheTokenMayBeTheClientsOwn) {
  const ApiToken own = api_token::create(client(), "own");
  ClientOptions options;
  options.transport = cloud_;
  const CloudClient itself({*own.token, "https://fake.cloud.example"}, options);
  const ApiToken successor = api_token::rotate(itself, own.uid, {}, [](const ApiToken&) {});
  EXPECT_TRUE(sample::error_of([&] { return user::current(itself); }).unauthorized());
  EXPECT_EQ(
      user::current(CloudClient({*successor.token, "https://fake.cloud.example"}, options)).name,
      "ada");
}

}  // namespace
}  // namespace bentocloud
