#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_transport.hpp>

/// What many tests begin with: a client over a scripted transport, and responses as BentoCloud
/// writes them.
namespace sample {

inline const std::string api_key = "key-0123456789abcdef";
inline const std::string token_value = "cQ7secretvalue0123456789";

/// A token object with every field of the wire contract; `extra` is put before the end.
inline std::string token_json(const std::string& uid, const std::string& name,
                              const std::string& extra = {}) {
  return R"({"uid":")" + uid + R"(","created_at":"2026-11-01T02:03:04.123456Z",)" +
         R"("updated_at":"2026-11-02T02:03:04Z","deleted_at":null,"name":")" + name +
         R"(","resource_type":"api_token","labels":[{"key":"team","value":"ml"}],)" +
         R"("description":"CI/CD","scopes":["api","read_cluster"],)" +
         R"("user":{"uid":"u1","created_at":"2025-01-01T00:00:00Z","updated_at":null,)" +
         R"("deleted_at":null,"name":"ada","resource_type":"user","labels":[],)" +
         R"("first_name":"Ada","last_name":"Lovelace","email":"ada@example.com"},)" +
         R"("organization":{"uid":"o1","created_at":"2025-01-02T00:00:00Z","updated_at":null,)" +
         R"("deleted_at":null,"name":"acme","resource_type":"organization",)" +
         R"("labels":[{"key":"tier","value":"gold"}],"description":"Acme Corp."},)" +
         R"("expired_at":"2026-12-01T02:03:04+02:00","last_used_at":null,"is_expired":false,)" +
         R"("is_api_token":true,"is_organization_token":false,"is_global_access":false)" + extra +
         '}';
}

/// The response to a create.
inline std::string created_json(const std::string& uid, const std::string& name) {
  return token_json(uid, name, R"(,"token":")" + token_value + '"');
}

/// Time that stands still but for sleeps, and the sleeps that were asked for.
class FakeClock {
 public:
  [[nodiscard]] bentocloud::Timing timing() {
    bentocloud::Timing timing;
    timing.now = [this] { return now_; };
    timing.utc_now = [] { return *bentocloud::parse_timestamp("2026-11-01T00:00:00Z"); };
    timing.random = [] { return 0.5; };
    timing.sleep = [this](std::chrono::milliseconds duration, const bentocloud::Deadline&) {
      sleeps.push_back(duration);
      now_ += duration;
    };
    return timing;
  }
  void advance(std::chrono::milliseconds duration) { now_ += duration; }

  std::vector<std::chrono::milliseconds> sleeps;

 private:
  bentocloud::Deadline::Clock::time_point now_{std::chrono::hours(1)};
};

/// `options` with a transport.
inline bentocloud::ClientOptions with(std::shared_ptr<bentocloud::Transport> transport,
                                      bentocloud::ClientOptions options = {}) {
  options.transport = std::move(transport);
  return options;
}

/// A client that sleeps for no real time, its transport and its clock.
struct Cloud {
  std::shared_ptr<bentocloud::fakes::FakeTransport> transport =
      std::make_shared<bentocloud::fakes::FakeTransport>();
  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();

  [[nodiscard]] bentocloud::CloudClient client(bentocloud::ClientOptions options = {}) const {
    return client_with(api_key, std::move(options));
  }

  /// The same with another API token.
  [[nodiscard]] bentocloud::CloudClient client_with(const std::string& key,
                                                    bentocloud::ClientOptions options = {}) const {
    options.timing = clock->timing();
    return bentocloud::CloudClient(
        {bentocloud::Secret(key), "https://cloud.example.com", "the test"},
        sample::with(transport, std::move(options)));
  }
};

/// The exchange to start now; null when there is none.
inline bentocloud::Exchange* take(const bentocloud::Transport::Next& next) {
  const bentocloud::Transport::Step step = next();
  bentocloud::Exchange* const* const exchange = std::get_if<bentocloud::Exchange*>(&step);
  return exchange != nullptr ? *exchange : nullptr;
}

/// All that a `Transport::send_all` that responds to nothing yet can have on the way.
inline std::vector<bentocloud::Exchange*> take_all(const bentocloud::Transport::Next& next,
                                                   std::size_t concurrency) {
  std::vector<bentocloud::Exchange*> all;
  while (bentocloud::Exchange* exchange = all.size() < concurrency ? take(next) : nullptr) {
    all.push_back(exchange);
  }
  return all;
}

/// The error that `call` ends with. Fails, by another exception, when it ends without.
template <class Call>
bentocloud::Error error_of(Call&& call) {
  try {
    static_cast<void>(call());
  } catch (const bentocloud::Error& error) {
    return error;
  }
  throw std::logic_error("there was no bentocloud::Error");
}

}  // namespace sample
