// Replaces an API token by a new one like it, in an order in which nobody is ever locked out:
// create the successor, hand over its value in a file, and only then remove the old token.
//
// Usage: rotate_token UID TOKEN_FILE

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include <bentocloud/bentocloud.hpp>

namespace {

namespace api_token = bentocloud::api_token;

constexpr const char* usage =
    "Usage: rotate_token UID TOKEN_FILE\n"
    "Replaces the API token UID, and writes the value of the new one into TOKEN_FILE.\n"
    "\n"
    "It finds its own credentials as BentoML does: BENTO_CLOUD_API_KEY, or \"bentoml cloud login\".\n"
    "To try it without BentoCloud, start the example local_cloud and do what that prints.\n";

[[noreturn]] void fail_with_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// A new file beside `target` that only its owner can read, and that becomes `target` in one step:
// a reader sees the old value or the new one, and never half of it.
class Replacement {
 public:
  explicit Replacement(const std::filesystem::path& target)
      : target_(std::filesystem::absolute(target)), path_(target_.string() + ".XXXXXX") {
    file_ = ::mkstemp(path_.data());  // with mode 0600
    if (file_ < 0) fail_with_errno("cannot make a file beside " + target_.string());
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;
  ~Replacement() {
    ::close(file_);
    if (!is_in_place_) ::unlink(path_.c_str());
  }

  void write(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = ::write(file_, text.data(), text.size());
      if (written < 0 && errno != EINTR) fail_with_errno("cannot write " + path_);
      if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file_) != 0) fail_with_errno("cannot write " + path_);
  }

  void put_in_place() {
    if (::rename(path_.c_str(), target_.c_str()) != 0) {
      fail_with_errno("cannot replace " + target_.string());
    }
    is_in_place_ = true;
  }

  // So that not even a crash of the machine brings the old file back.
  void make_durable() const {
    const int folder = ::open(target_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool is_durable = folder >= 0 && ::fsync(folder) == 0;
    const int error = errno;
    if (folder >= 0) ::close(folder);
    errno = error;
    if (!is_durable) fail_with_errno("cannot make sure of " + target_.string());
  }

 private:
  std::filesystem::path target_;
  std::string path_;
  int file_ = -1;
  bool is_in_place_ = false;
};
