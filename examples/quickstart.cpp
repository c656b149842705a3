// The whole life of an API token: create it with scopes and an expiry, list, get, update, remove.
//
// On BentoCloud when BENTO_CLOUD_API_KEY is set; else on a cloud inside this program, which the
// client reaches over a real socket.

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/local_cloud.hpp>

namespace {

namespace api_token = bentocloud::api_token;
using std::chrono::hours;

// Removes a token when a later step fails, so that nothing is left behind on a real cloud.
class RemoveOnFailure {
 public:
  RemoveOnFailure(const bentocloud::CloudClient& client, std::string uid)
      : client_(client), uid_(std::move(uid)) {}
  RemoveOnFailure(const RemoveOnFailure&) = delete;
  RemoveOnFailure& operator=(const RemoveOnFailure&) = delete;
  ~RemoveOnFailure() {
    if (uid_.empty()) return;
    try {
      api_token::remove(client_, uid_);
    } catch (const bentocloud::Error& error) {
      std::cerr << "The token is still there: " << error.what() << '\n';
    }
  }

  void dismiss() noexcept { uid_.clear(); }

 private:
  bentocloud::CloudClient client_;
  std::string uid_;
};

std::string expiry(const bentocloud::ApiToken& token) {
  return token.expired_at ? bentocloud::format_timestamp(*token.expired_at) : "never";
}

bentocloud::ApiToken create(const bentocloud::CloudClient& client) {
  // Names are unique, so each run takes another one.
  const std::string name =
      "quickstart-" + std::to_string(bentocloud::now().time_since_epoch().count());
  api_token::CreateOptions options;
  options.description = "made by the quickstart";
  options.scopes = {bentocloud::scope::api, bentocloud::scope::read_cluster};
  options.expired_at = bentocloud::now() + hours(1);
  try {
    return api_token::create(client, name, options);
  } catch (const bentocloud::Error& error) {
    // The server may have made the token, and then said so in a way that cannot be understood.
    const RemoveOnFailure guard(client, error.uid());
    throw;
  }
}

void go_round(const bentocloud::CloudClient& client) {
  const bentocloud::ApiToken created = create(client);
  RemoveOnFailure guard(client, created.uid);
  std::cout << "\n1. create\n"
            << "   name     " << created.name << "\n"
            << "   uid      " << created.uid << "\n"
            << "   expires  " << expiry(created) << "\n"
            << "   value    received, " << created.token->reveal().size()
            << " characters: save it now, it can never be read again\n";

  std::cout << "\n2. list, by name\n";
  for (const bentocloud::ApiToken& token : api_token::list(client, created.name)) {
    std::cout << "   " << token.name << ", by " << token.created_by() << '\n';
  }

  const std::optional<bentocloud::ApiToken> found = api_token::get(client, created.uid);
  std::cout << "\n3. get\n   " << (found ? found->description : "not found") << '\n';

  api_token::UpdateOptions changes;
  changes.description = "updated by the quickstart";
  changes.expired_at = bentocloud::now() + hours(2);
  const bentocloud::ApiToken updated = api_token::update(client, created.uid, changes);
  std::cout << "\n4. update\n   " << updated.description << ", expires " << expiry(updated) << '\n';

  api_token::remove(client, created.uid);
  guard.dismiss();
  const bool is_gone = !api_token::get(client, created.uid);
  std::cout << "\n5. remove\n   " << (is_gone ? "It is gone.\n" : "It is still there.\n");
}

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

int main() {
  try {
    std::optional<bentocloud::fakes::LocalCloud> local_cloud;
    if (!is_set("BENTO_CLOUD_API_KEY")) local_cloud.emplace();
    const bentocloud::CloudClient client = local_cloud
                                               ? bentocloud::CloudClient(local_cloud->credentials())
                                               : bentocloud::CloudClient::from_environment();
    std::cout << (local_cloud ? "BENTO_CLOUD_API_KEY is not set: using a cloud in this program, at "
                              : "BENTO_CLOUD_API_KEY is set: using BentoCloud, at ")
              << client.endpoint() << '\n';
    go_round(client);
  } catch (const bentocloud::Error& error) {
    std::cerr << "quickstart: " << error.what() << '\n';
    return 1;
  }
}
