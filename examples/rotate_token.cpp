// Replaces an API token by a new one like it, in the order in which nobody is ever locked out:
// create the successor, hand over its value in a file, and only then remove the old token.

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <bentocloud/bentocloud.hpp>

namespace {

namespace api_token = bentocloud::api_token;
using bentocloud::ApiToken;

constexpr const char* usage =
    "Usage: rotate_token UID TOKEN_FILE\n"
    "Replaces the API token UID, and writes the value of the new one into TOKEN_FILE, which\n"
    "it makes or replaces.\n";

constexpr const char* how_to_try =
    "To try it without BentoCloud, start the example local_cloud, run the two lines that it\n"
    "prints in another terminal, and make a token to replace, whose uid the answer shows:\n"
    "  curl -H \"X-YATAI-API-TOKEN: $BENTO_CLOUD_API_KEY\" -d '{\"name\": \"ci\"}' \\\n"
    "    $BENTO_CLOUD_API_ENDPOINT/api/v1/api_tokens\n";

// A file descriptor that closes itself.
class File {
 public:
  File(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {
    require(descriptor >= 0, "open");
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { ::close(descriptor_); }

  void write(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      require(written > 0, "write");
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() const { require(::fsync(descriptor_) == 0, "write"); }

 private:
  void require(bool condition, const char* verb) const {
    if (condition) return;
    throw std::system_error(errno, std::generic_category(),
                            std::string("cannot ") + verb + ' ' + path_);
  }

  int descriptor_;
  std::string path_;
};

// A file that only its owner can read, and that takes the place of `target` in one step: whoever
// reads that finds the old value or the new one, and never half of it.
class Replacement {
 public:
  explicit Replacement(const std::filesystem::path& target)
      : target_(std::filesystem::absolute(target)),
        path_(target_.string() + ".XXXXXX"),
        file_(::mkstemp(path_.data()), path_) {}
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;
  ~Replacement() { ::unlink(path_.c_str()); }

  void write_and_put_in_place(std::string_view text) const {
    file_.write(text);
    file_.sync();
    std::filesystem::rename(path_, target_);
  }

  // So that not even a crash of the machine brings the old file back.
  void make_durable() const {
    const std::string folder = target_.parent_path().string();
    File(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), folder).sync();
  }

 private:
  std::filesystem::path target_;
  std::string path_;
  File file_;
};

// "ci" gives "ci-1767225600", and that gives "ci-1769904000": names are unique, and at most 63
// characters long.
std::string successor_name(std::string name) {
  const auto age = bentocloud::now().time_since_epoch();
  const std::string suffix =
      '-' + std::to_string(std::chrono::duration_cast<std::chrono::seconds>(age).count());
  const std::size_t dash = name.find_last_not_of("0123456789");
  if (dash != std::string::npos && name[dash] == '-' && name.size() - dash == suffix.size()) {
    name.resize(dash);
  }
  name.resize((std::min)(name.size(), 63 - suffix.size()));
  return name + suffix;
}

// With the rights of `old`, and for as long as that was made for.
ApiToken create_successor(const bentocloud::CloudClient& client, const ApiToken& old) {
  api_token::CreateOptions options;
  options.description = old.description;
  options.scopes = old.scopes;
  if (old.expired_at) options.expired_at = bentocloud::now() + (*old.expired_at - old.created_at);
  const std::string name = successor_name(old.name);
  try {
    return api_token::create(client, name, options);
  } catch (const bentocloud::Error& error) {
    // The server may have made the token, and then said so in a way that cannot be understood.
    if (!error.token() && !error.uid().empty()) {
      api_token::remove(client, error.uid());
      std::cerr << "rotate_token: the answer did not hold the value of the new token, which is "
                   "removed again\n";
    }
    if (!error.token()) throw;
    std::cerr << "rotate_token: going on, although: " << error.what() << '\n';
    ApiToken successor;
    successor.name = name;
    successor.uid = error.uid();
    successor.token = error.token();
    return successor;
  }
}

void hand_over(const bentocloud::CloudClient& client, const ApiToken& successor,
               const Replacement& file) {
  try {
    file.write_and_put_in_place(successor.token->reveal());
  } catch (const std::exception& error) {
    std::cerr << "rotate_token: " << error.what() << '\n';
    if (!successor.uid.empty()) api_token::remove(client, successor.uid);
    throw std::runtime_error("the new token is removed again, and the old one stays");
  }
}

void rotate(const bentocloud::CloudClient& client, std::string_view uid, const char* token_file) {
  const std::optional<ApiToken> old = api_token::get(client, uid);
  if (!old) throw std::runtime_error("there is no API token " + std::string(uid));

  // Before anything is created, so that a folder which cannot be written does no harm.
  const Replacement file(token_file);
  const ApiToken successor = create_successor(client, *old);
  std::cout << "Created " << successor.name << ", uid " << successor.uid << '\n';

  hand_over(client, successor, file);
  std::cout << "Wrote its value into " << token_file << '\n';
  file.make_durable();  // or else both tokens stay

  api_token::remove(client, old->uid);
  std::cout << "Removed " << old->name << ", uid " << old->uid << '\n';
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc != 3) {
    std::cerr << usage << how_to_try;
    return 2;
  }
  try {
    rotate(bentocloud::CloudClient::from_environment(), argv[1], argv[2]);
  } catch (const bentocloud::Error& error) {
    std::cerr << "rotate_token: " << error.what() << '\n';
    if (error.kind() == bentocloud::ErrorKind::configuration) std::cerr << how_to_try;
    return 1;
  } catch (const std::exception& error) {
    std::cerr << "rotate_token: " << error.what() << '\n';
    return 1;
  }
}
