#pragma once

#include <string>
#include <string_view>

namespace cli {

/// A new file for a secret, which only its owner can read. It is made before there is a secret, so
/// that none is lost because it cannot be; and it goes again unless it is kept.
class TokenFile {
 public:
  /// \throws std::system_error when it cannot be made, or is there already.
  explicit TokenFile(std::string path);
  TokenFile(const TokenFile&) = delete;
  TokenFile& operator=(const TokenFile&) = delete;
  ~TokenFile();

  /// To the disk, once.
  /// \throws std::system_error
  void write(std::string_view secret);

  void keep() noexcept { is_kept_ = true; }

  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
  int descriptor_;
  bool is_kept_ = false;
};

}  // namespace cli
