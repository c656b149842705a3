#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <ostream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::ApiToken;
using bentocloud::Error;
using bentocloud::Existence;
using bentocloud::Outcome;
namespace api_token = bentocloud::api_token;

// Sanitizers look for errors in the code, which a part of the rotations runs as well.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int rotations = 600;
#else
constexpr int rotations = 2000;
#endif

struct Case {
  unsigned seed;
  bool reads_fail_for_good;  // in ways that no retry can mend, too
};

void PrintTo(const Case& it, std::ostream* out) { *out << it.seed; }

constexpr Case cases[] = {{20261124, false}, {20261125, false}, {20261126, true}};

// A cloud that can be trusted, behind a server that cannot.
class Cloud {
 public:
  explicit Cloud(const Case& it) : reads_fail_for_good_(it.reads_fail_for_good), engine_(it.seed) {}

  // What the server does before it reads a request.
  Action before_reading(const Request& /*request*/) {
    const int fault = random(40);
    return fault == 0 ? close() : fault == 1 ? reset() : Action();
  }

  Action operator()(const Request& request) {
    const int fault = random(40);
    const bool is_for_good = fault < 4 || (fault >= 16 && fault < 20);
    if (request.method == "GET" && is_for_good && !reads_fail_for_good_) return respond(503);
    if (fault < 8) return refuse(fault);
    const bentocloud::HttpResponse passed_on = pass_on(request);
    return fault < 20 ? spoil(fault, passed_on)
                      : respond(passed_on.status, passed_on.body, passed_on.headers);
  }

  int random(int below) {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(engine_() % static_cast<unsigned>(below));
  }

  [[nodiscard]] bentocloud::fakes::FakeCloud& fake() { return fake_; }

 private:
  bentocloud::HttpResponse pass_on(const Request& request) {
    bentocloud::HttpRequest http;
    http.method = request.method;
    http.url = request.target;
    http.headers = request.headers;
    http.body = request.body;
    return fake_.send(http, bentocloud::Deadline());
  }

  // Without the cloud having seen the request.
  static Action refuse(int fault) {
    switch (fault) {
      case 0:
        return respond(302, "", {{"Location", "http://127.0.0.1:1/"}});
      case 1:
        return respond(400, R"({"error":"no"})");
      case 2:
        return respond(200, "<html>welcome</html>");
      case 3:
        return respond(501);
      case 4:
        return close();
      case 5:
        return reset();
      case 6:
        return send("HTTP/1.1 ").then(close());
      default:
        return respond(429, "", {{"Retry-After", "0"}});
    }
  }

  // What becomes of the cloud's response.
  static Action spoil(int fault, const bentocloud::HttpResponse& http) {
    const std::string bytes = response(http.status, http.body);
    switch (fault) {
      case 8:
      case 9:
        return close();
      case 10:
        return reset();
      case 11:
        return send(cut_in_head(bytes)).then(close());
      case 12:
        return send(cut_in_body(bytes)).then(close());
      case 13:
        return send(cut_in_body(bytes)).then(reset());
      case 14:
        return send(bytes.substr(0, bytes.size() - 1)).then(close());
      case 15:
        return respond(504, "gave up");
      case 16:
        return respond(202, http.body);
      case 17:
        return respond(500, http.body);
      case 18:
        return respond(200, "<html>fine</html>");
      default:
        return respond(200, "{}");
    }
  }

  const bool reads_fail_for_good_;
  std::mutex mutex_;
  std::mt19937 engine_;
  bentocloud::fakes::FakeCloud fake_{[] {
    bentocloud::fakes::FakeCloudOptions options;
    options.api_token = route_key;
    return options;
  }()};
};

class RandomRotations : public ::testing::TestWithParam<Case> {
 protected:
  [[nodiscard]] bentocloud::CloudClient client() const {
    bentocloud::ClientOptions options;
    options.retry.max_attempts = 12;  // so that in the end the server says what it knows
    options.timing.sleep = [](std::chrono::milliseconds, const bentocloud::Deadline&) {};
    return route_.client(options);
  }

  // Not by way of the server that cannot be trusted.
  void remove_tokens() {
    bentocloud::ClientOptions options;
    options.transport = std::shared_ptr<bentocloud::Transport>(&cloud_.fake(), [](auto*) {});
    const bentocloud::CloudClient client(cloud_.fake().credentials(), options);
    for (const ApiToken& token : cloud_.fake().tokens()) api_token::remove(client, token);
  }

  [[nodiscard]] bool exists(const std::string& uid) {
    const std::vector<ApiToken> tokens = cloud_.fake().tokens();
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const ApiToken& token) { return token.uid == uid; });
  }

  void expect_truth(const std::string& uid, const bentocloud::RotationState::Token& token) {
    if (token.exists != Existence::unknown) {
      EXPECT_EQ(exists(uid), token.exists == Existence::yes) << uid;
    }
    ++claims_[token.exists];
  }

  // After a failure, each token is as the error says, and no value is lost without its uid.
  void expect_facts(const Error& error, const std::string& old_uid, const ApiToken* handed_over) {
    ASSERT_TRUE(error.rotation()) << error.what();
    const bentocloud::RotationState& state = *error.rotation();
    EXPECT_EQ(state.old_token.uid, old_uid);
    expect_truth(old_uid, state.old_token);
    if (!state.successor.uid.empty()) expect_truth(state.successor.uid, state.successor);
    const std::vector<ApiToken> tokens = cloud_.fake().tokens();
    for (const ApiToken& token : tokens) {
      if (token.uid == old_uid) continue;
      if (GetParam().reads_fail_for_good && error.uid().empty()) {
        EXPECT_NE(state.successor.exists, Existence::no);
        EXPECT_EQ(state.successor.name, token.name);
      } else {
        EXPECT_EQ(error.uid(), token.uid) << "its value is lost, and so is its uid";
      }
      if (handed_over != nullptr) {
        EXPECT_EQ(error.token(), handed_over->token);
      }
    }
    ++failures_[error.kind()];
  }

  Cloud cloud_{GetParam()};
  Route route_{Way::plain, [this](const Request& request) { return cloud_(request); },
               [this](const Request& request) { return cloud_.before_reading(request); }};
  std::map<Existence, int> claims_;
  std::map<bentocloud::ErrorKind, int> failures_;
  int successes_ = 0;
};

TEST_P(RandomRotations, LoseNoAccessAndNoToken) {
  const bentocloud::CloudClient cloud = client();
  for (int i = 0; i < rotations; ++i) {
    SCOPED_TRACE("seed " + std::to_string(GetParam().seed) + ", rotation " + std::to_string(i));
    const ApiToken old = cloud_.fake().add([i] {
      ApiToken token;
      token.name = "ci-" + std::to_string(i);
      return token;
    }());
    api_token::RotateOptions options;
    if (cloud_.random(3) == 0) options.name = "next-" + std::to_string(i);
    options.keep_old = cloud_.random(10) == 0;
    const bool throws = cloud_.random(4) == 0;
    std::optional<ApiToken> handed_over;
    try {
      const ApiToken successor =
          api_token::rotate(cloud, old.uid, options, [&](const ApiToken& token) {
            EXPECT_TRUE(exists(old.uid));
            EXPECT_TRUE(exists(token.uid));
            if (throws) throw std::runtime_error("disk full");
            handed_over = token;
          });
      EXPECT_EQ(handed_over, successor);
      EXPECT_TRUE(exists(successor.uid));
      EXPECT_EQ(exists(old.uid), options.keep_old);
      ++successes_;
    } catch (const Error& error) {
      expect_facts(error, old.uid, handed_over ? &*handed_over : nullptr);
      if (!handed_over) {
        EXPECT_TRUE(exists(old.uid)) << "nobody has a token";
      }
    }
    const std::vector<ApiToken> tokens = cloud_.fake().tokens();
    EXPECT_GE(tokens.size(), 1u);
    EXPECT_LE(tokens.size(), 2u);
    if (::testing::Test::HasFailure()) return;
    remove_tokens();
  }

  // The run is worth something only when it met everything.
  EXPECT_GT(successes_, rotations / 8);
  EXPECT_GT(failures_[bentocloud::ErrorKind::callback], rotations / 20);
  EXPECT_GT(failures_[bentocloud::ErrorKind::transport], rotations / 50);
  EXPECT_GT(failures_[bentocloud::ErrorKind::http], rotations / 50);
  EXPECT_GT(failures_[bentocloud::ErrorKind::decode], rotations / 50);
  EXPECT_GT(claims_[Existence::yes], rotations / 4);
  EXPECT_GT(claims_[Existence::no], rotations / 10);
  for (const auto& [exists, count] : claims_) {
    RecordProperty("exists_" + std::string(to_string(exists)), count);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomRotations, ::testing::ValuesIn(cases),
                         [](const auto& test) { return std::to_string(test.param.seed); });

}  // namespace
}  // namespace faults
