#include <chrono>
#include <map>
#include <mutex>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace faults {
namespace {

using bentocloud::Error;
using bentocloud::Outcome;

constexpr int creates = 2000;
constexpr unsigned seed = 20261124;

// A server that makes tokens, in spite of everything, and knows which.
class Maker {
 public:
  // What it does before it reads a request: a fault in one of twenty.
  Action before_reading(const Request& /*request*/) {
    switch (random(40)) {
      case 0:
        return close();
      case 1:
        return reset();
      default:
        return {};
    }
  }

  Action operator()(const Request& request) {
    const std::string name = nlohmann::json::parse(request.body).at("name");
    const std::lock_guard lock(mutex_);
    ++tokens_[name].seen;
    const int fault = random(25);
    if (fault < 9) return refuse(fault);
    Token& token = tokens_[name];
    ++token.made;
    token.value = "value-of-" + name;
    const std::string bytes =
        response(200, sample::token_json("uid-" + name, name, R"(,"token":")" + token.value + '"'));
    return make(fault, bytes);
  }

  struct Token {
    int seen = 0;  // whole requests
    int made = 0;
    std::string value;
  };
  [[nodiscard]] Token token(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return tokens_[name];
  }

 private:
  int random(int below) { return static_cast<int>(engine_() % static_cast<unsigned>(below)); }

  // Responses and other ends without a token having been made.
  static Action refuse(int fault) {
    switch (fault) {
      case 0:
        return respond(400, R"({"error":"no"})");
      case 1:
        return respond(429, "", {{"Retry-After", "0"}});
      case 2:
        return respond(503, "busy");
      case 3:
        return respond(302, "", {{"Location", "http://127.0.0.1:1/"}});
      case 4:
        return close();
      case 5:
        return reset();
      case 6:
        return respond(408);
      case 7:
        return send("HTTP/1.1 ").then(close());
      default:
        return send("SSH-2.0-OpenSSH_9.2\r\n").then(close());
    }
  }

  // What becomes of the response when one was.
  static Action make(int fault, const std::string& bytes) {
    const std::string body = bytes.substr(bytes.find("\r\n\r\n") + 4);
    switch (fault) {
      case 9:
        return close();
      case 10:
        return reset();
      case 11:
        return send(cut_in_head(bytes)).then(close());
      case 12:
        return send(cut_in_head(bytes)).then(reset());
      case 13:
        return send(cut_in_body(bytes)).then(close());
      case 14:
        return send(cut_in_body(bytes)).then(reset());
      case 15:
        return send(bytes.substr(0, bytes.size() - 1)).then(close());
      case 16:
        return respond(500, body);
      case 17:
        return respond(202, body);
      case 18:
        return respond(201, body);
      case 19:
        return respond(200, "<html>fine</html>");
      case 20:
        return send("HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n" + body)
            .then(close());
      case 21:
        return send("HTTP/1.1 103 \r\n\r\n" + bytes);
      default:
        return send(bytes);
    }
  }

  std::mutex mutex_;
  std::mt19937 engine_{seed};
  std::map<std::string, Token> tokens_;
};

struct Result {
  bool is_returned = false;
  Outcome outcome = Outcome::not_sent;
  std::optional<bentocloud::Secret> value;
};

Result create(const bentocloud::CloudClient& client, const std::string& name) {
  try {
    return {true, Outcome::applied, bentocloud::api_token::create(client, name).token};
  } catch (const Error& error) {
    return {false, error.outcome(), error.token()};
  }
}

TEST(RandomCreates, NoTokenIsLostDoubledOrMisreported) {
  Maker maker;
  const Route route(
      Way::plain, [&](const Request& request) { return maker(request); },
      [&](const Request& request) { return maker.before_reading(request); });
  const bentocloud::CloudClient client = route.client();
  const bentocloud::CloudClient nobody({bentocloud::Secret(route_key), "http://127.0.0.1:1"},
                                       client.options());

  std::map<Outcome, int> outcomes;
  int returned = 0;
  for (int i = 0; i < creates; ++i) {
    const std::string name = "token-" + std::to_string(i);
    SCOPED_TRACE(name);
    const Result result = create(i % 50 == 0 ? nobody : client, name);
    const Maker::Token truth = maker.token(name);

    EXPECT_LE(truth.made, 1);
    returned += result.is_returned ? 1 : 0;
    if (!result.is_returned) ++outcomes[result.outcome];
    if (truth.made == 1) {
      EXPECT_TRUE(result.is_returned || result.outcome == Outcome::applied ||
                  result.outcome == Outcome::unknown)
          << to_string(result.outcome);
    } else {
      EXPECT_FALSE(result.is_returned);
      EXPECT_NE(result.outcome, Outcome::applied);
    }
    if (result.outcome == Outcome::not_sent) {
      EXPECT_EQ(truth.seen, 0);
    }
    EXPECT_TRUE(result.value || !result.is_returned);
    if (result.value) {
      EXPECT_EQ(result.value->reveal(), truth.value);
    }
  }

  // The run is worth something only when it met everything.
  EXPECT_GT(returned, creates / 10);
  for (const Outcome outcome :
       {Outcome::not_sent, Outcome::rejected, Outcome::applied, Outcome::unknown}) {
    EXPECT_GT(outcomes[outcome], creates / 100) << to_string(outcome);
    RecordProperty(std::string(to_string(outcome)), outcomes[outcome]);
  }
}

}  // namespace
}  // namespace faults
