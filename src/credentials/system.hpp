#pragma once

#include <filesystem>
#include <string_view>

#include <bentocloud/export.hpp>

/// What is not portable, in one place.
namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace credentials_system {

/// Excludes other programs and threads that have the same file locked. Waits for them; the end of
/// the process, however that comes, ends it.
class FileLock {
 public:
  /// Makes the file when there is none. \throws std::system_error
  explicit FileLock(const std::filesystem::path& path);
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  int descriptor_;
};

/// Puts a new file in the place of that at `path`, in one step, and only its owner can read it. Not
/// for several threads or programs at once.
/// \throws std::system_error
void replace_file(const std::filesystem::path& path, std::string_view text);

}  // namespace credentials_system
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
