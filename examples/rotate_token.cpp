// Replaces an API token with a new one like it, and puts the new value into a file, in an order in
// which nobody loses access.

#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

#include <bentocloud/bentocloud.hpp>

namespace {

// At once, so that nobody reads half of a value.
void replace_file(const std::string& path, std::string_view value) {
  const std::string new_path = path + ".new";
  std::ofstream file(new_path);
  std::filesystem::permissions(
      new_path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  file << value << std::flush;
  if (!file) throw std::runtime_error("cannot write " + new_path);
  std::filesystem::rename(new_path, path);
}

// What is left to do, when something is.
void explain(const bentocloud::RotationState& state) {
  using bentocloud::Existence;
  const auto& [old_token, successor] = state;
  if (old_token.exists == Existence::yes) std::cerr << "Still there: " << old_token.uid << '\n';
  if (successor.exists != Existence::no) {
    std::cerr << "Remove " << (successor.uid.empty() ? successor.name : successor.uid)
              << " unless its value is in the file\n";
  }
}

}  // namespace

int main(int argc, char* argv[]) try {
  if (argc != 3) throw std::runtime_error("usage: rotate_token UID TOKEN_FILE");
  const std::string path = argv[2];
  const bentocloud::ApiToken successor = bentocloud::api_token::rotate(
      bentocloud::CloudClient::from_environment(), argv[1], {},
      [&](const bentocloud::ApiToken& token) { replace_file(path, token.token->reveal()); });
  std::cout << "The token is now " << successor.name << ", and its value is in " << path << '\n';
} catch (const bentocloud::Error& error) {
  std::cerr << "rotate_token: " << error.what() << '\n';
  if (error.rotation()) explain(*error.rotation());
  return 1;
} catch (const std::exception& error) {
  std::cerr << "rotate_token: " << error.what() << '\n';
  return 1;
}
