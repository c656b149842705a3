// Replaces an API token with a new one like it, in an order in which nobody loses access: create
// the successor, hand over its value in a file, and only then remove the old token. The command
// line's `rotate` does this with more care for what may fail in between.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>

#include <bentocloud/bentocloud.hpp>

namespace {

namespace api_token = bentocloud::api_token;
using bentocloud::ApiToken;

// With the rights of `old`, and for as long as that was made for. Names are unique.
ApiToken create_successor(const bentocloud::CloudClient& client, const ApiToken& old) {
  api_token::CreateOptions options;
  options.description = old.description;
  options.scopes = old.scopes;
  if (old.expired_at) options.expired_at = bentocloud::now() + (*old.expired_at - old.created_at);
  const std::string time = std::to_string(bentocloud::now().time_since_epoch().count());
  return api_token::create(client, old.name.substr(0, 40) + '-' + time, options);
}

void rotate(const bentocloud::CloudClient& client, const char* uid, const std::string& path) {
  const std::optional<ApiToken> old = api_token::get(client, uid);
  if (!old) throw std::runtime_error("there is no API token " + std::string(uid));

  // Before anything is created, so that a folder which cannot be written does no harm.
  const std::string new_path = path + ".new";
  std::ofstream file(new_path);
  std::filesystem::permissions(
      new_path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const ApiToken successor = create_successor(client, *old);
  file << successor.token->reveal() << std::flush;
  if (!file) {
    api_token::remove(client, successor.uid);
    throw std::runtime_error("cannot write " + new_path);
  }
  std::filesystem::rename(new_path, path);  // at once: nobody reads half of a value
  api_token::remove(client, old->uid);
  std::cout << "Replaced " << old->name << " with " << successor.name << '\n';
}

}  // namespace

int main(int argc, char* argv[]) try {
  if (argc != 3) throw std::runtime_error("usage: rotate_token UID TOKEN_FILE");
  rotate(bentocloud::CloudClient::from_environment(), argv[1], argv[2]);
} catch (const std::exception& error) {
  std::cerr << "rotate_token: " << error.what() << '\n';
  return 1;
}
