#include "credentials/system.hpp"

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <share.h>
#include <sys/locking.h>
#include <sys/stat.h>
#include <windows.h>
#else
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

#include <cerrno>
#include <string>
#include <system_error>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace credentials_system {
namespace {

[[noreturn]] void fail() { throw std::system_error(errno, std::generic_category()); }

#ifdef _WIN32
int open_file(const std::filesystem::path& path, bool must_be_new) {
  int descriptor = -1;
  const int flags = _O_RDWR | _O_CREAT | _O_BINARY | _O_NOINHERIT | (must_be_new ? _O_EXCL : 0);
  ::_wsopen_s(&descriptor, path.c_str(), flags, _SH_DENYNO, _S_IREAD | _S_IWRITE);
  return descriptor;
}

// What is below the user's profile is the user's own.
bool make_private(int) { return true; }

// Tries ten times, once a second.
bool lock(int descriptor) {
  int result = -1;
  do {
    result = ::_locking(descriptor, _LK_LOCK, 1);
  } while (result != 0 && errno == EDEADLOCK);
  return result == 0;
}

long write_some(int descriptor, const char* bytes, std::size_t size) {
  return ::_write(descriptor, bytes, static_cast<unsigned>(size));
}

bool sync(int descriptor) { return ::_commit(descriptor) == 0; }

void close_file(int descriptor) { ::_close(descriptor); }

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::MoveFileExW(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH)) {
    return;
  }
  throw std::system_error(static_cast<int>(::GetLastError()), std::system_category());
}
#else
int open_file(const std::filesystem::path& path, bool must_be_new) {
  const int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (must_be_new ? O_EXCL : 0);
  return ::open(path.c_str(), flags, S_IRUSR | S_IWUSR);
}

// The umask may have taken some of the mode.
bool make_private(int descriptor) { return ::fchmod(descriptor, S_IRUSR | S_IWUSR) == 0; }

bool lock(int descriptor) {
  int result = -1;
  do {
    result = ::flock(descriptor, LOCK_EX);
  } while (result != 0 && errno == EINTR);
  return result == 0;
}

long write_some(int descriptor, const char* bytes, std::size_t size) {
  return ::write(descriptor, bytes, size);
}

bool sync(int descriptor) { return ::fsync(descriptor) == 0; }

void close_file(int descriptor) { ::close(descriptor); }

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail();
  // So that a crash of the machine does not undo it. Not every file system can.
  const int folder = ::open(to.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ::fsync(folder);
  ::close(folder);
}
#endif

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const long written = write_some(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void write_new_file(const std::filesystem::path& path, std::string_view text) {
  const int descriptor = open_file(path, true);
  if (descriptor < 0) fail();
  const bool is_written =
      make_private(descriptor) && write_all(descriptor, text) && sync(descriptor);
  const int error = errno;
  close_file(descriptor);
  errno = error;
  if (!is_written) fail();
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& path) : descriptor_(open_file(path, false)) {
  if (descriptor_ < 0) fail();
  if (lock(descriptor_)) return;
  const int error = errno;
  close_file(descriptor_);
  errno = error;
  fail();
}

FileLock::~FileLock() { close_file(descriptor_); }

void replace_file(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::path made = path;
  made += ".new";
  std::error_code ignored;
  std::filesystem::remove(made, ignored);  // of a process that was ended in the middle
  try {
    write_new_file(made, text);
    rename_file(made, path);
  } catch (const std::system_error&) {
    std::filesystem::remove(made, ignored);
    throw;
  }
}

}  // namespace credentials_system
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
