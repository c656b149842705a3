#include "token_file.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.hpp"

namespace cli {

TokenFile::TokenFile(std::string path)
    : path_(std::move(path)),
      descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {
  require(descriptor_ >= 0, "create");
}

TokenFile::~TokenFile() {
  ::close(descriptor_);
  if (!is_written_) ::unlink(path_.c_str());
}

void TokenFile::write(std::string_view secret) {
  require(::fchmod(descriptor_, 0600) == 0, "write");  // whatever the umask left of it
  while (!secret.empty()) {
    const ssize_t written = ::write(descriptor_, secret.data(), secret.size());
    require(written > 0, "write");
    secret.remove_prefix(static_cast<std::size_t>(written));
  }
  require(::fsync(descriptor_) == 0, "write");
  is_written_ = true;
}

void TokenFile::require(bool condition, const char* verb) const {
  if (condition) return;
  throw std::system_error(errno, std::generic_category(),
                          std::string("cannot ") + verb + " the token file " + printable(path_));
}

}  // namespace cli
