#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <cwchar>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "system.hpp"
#include "text.hpp"

namespace cli {
namespace {

// The size at which a pipe that is ready takes all.
constexpr std::size_t piece_size = PIPE_BUF;
constexpr int poll_interval_ms = 50;

std::atomic<int> last_signal{0};

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

int descriptor_of(Stream stream) {
  return stream == Stream::output ? STDOUT_FILENO : STDERR_FILENO;
}

// Waits until reading or writing does not block, or fails. Returns false when there is a signal.
bool wait_for(int descriptor, short event) {
  pollfd waiting{descriptor, event, 0};
  while (::poll(&waiting, 1, poll_interval_ms) <= 0) {
    if (received_signal() != 0) return false;
  }
  return true;
}

bool is_momentary(int error) { return error == EINTR || error == EAGAIN || error == EWOULDBLOCK; }

// Returns whether all of it could be written; if not, errno says why.
bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    if (!wait_for(descriptor, POLLOUT)) {
      errno = EINTR;
      return false;
    }
    const ssize_t written = ::write(descriptor, text.data(), std::min(text.size(), piece_size));
    if (written < 0 && is_momentary(errno)) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// So that a crash of the machine does not take the new file's name. Not every file system can.
void sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  (void)::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

void prepare_process() {
  // What is written is UTF-8, whatever the user's locale is. For wcwidth().
  std::setlocale(LC_CTYPE, "C.UTF-8");
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // A folder, which is everywhere, and which nobody can write. It gets the lowest free number.
    const bool is_closed = ::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF;
    if (is_closed && ::open("/", O_RDONLY | O_DIRECTORY) < 0) fail("cannot open /");
  }
}

std::vector<std::string> arguments(int argc, char** argv) {
  return argc > 0 ? std::vector<std::string>(argv + 1, argv + argc) : std::vector<std::string>();
}

void write_stream(Stream stream, std::string_view text) {
  if (write_all(descriptor_of(stream), text)) return;
  fail(stream == Stream::output ? "cannot write to standard output"
                                : "cannot write to standard error");
}

bool is_terminal(Stream stream) { return ::isatty(descriptor_of(stream)) == 1; }

bool is_input_terminal() { return ::isatty(STDIN_FILENO) == 1; }

bool takes_escapes(Stream stream) {
  const char* type = std::getenv("TERM");
  const std::string_view name = type != nullptr ? type : "";
  return is_terminal(stream) && !name.empty() && name != "dumb";
}

std::size_t terminal_width(Stream stream) {
  winsize size{};
  return ::ioctl(descriptor_of(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : std::size_t{0};
}

int character_width(char32_t code) { return ::wcwidth(static_cast<wchar_t>(code)); }

// Byte for byte, so that a signal ends the wait for any of them; the end of a line is a carriage
// return on a terminal in raw mode.
std::optional<std::string> read_line() {
  std::string line;
  for (;;) {
    if (!wait_for(STDIN_FILENO, POLLIN)) return std::nullopt;
    char character = '\0';
    const ssize_t count = ::read(STDIN_FILENO, &character, 1);
    if (count < 0 && is_momentary(errno)) continue;
    if (count <= 0 && line.empty()) return std::nullopt;
    if (count <= 0 || character == '\n' || character == '\r') return line;
    line += character;
  }
}

std::optional<std::string> read_secret_line(const std::string& prompt) {
  termios before{};
  const bool is_terminal = ::tcgetattr(STDIN_FILENO, &before) == 0;
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  if (is_terminal) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &silent);
  (void)write_all(STDERR_FILENO, prompt);
  std::optional<std::string> line = read_line();
  if (is_terminal) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
  return line;
}

// In a session of its own, for it may live on, and is not to be ended with this terminal.
void open_in_browser(const std::string& url) {
#ifdef __APPLE__
  std::string program = "open";
#else
  std::string program = "xdg-open";
#endif
  std::string argument = url;
  char* const arguments[] = {program.data(), argument.data(), nullptr};
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t none;
  sigset_t ignored;
  sigemptyset(&none);
  sigemptyset(&ignored);
  sigaddset(&ignored, SIGPIPE);
  sigaddset(&ignored, SIGXFSZ);
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawnattr_init(&attributes);
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0);
  }
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &ignored);
  ::posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t process = 0;
  ::posix_spawnp(&process, program.c_str(), &files, &attributes, arguments, environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
}

bool others_can_read(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
}

// What is called for a signal, such as `Cancellation::cancel`, must not be called in a signal
// handler, so a thread waits for the signals instead. They are blocked everywhere else.
void watch_signals(std::function<void(int number)> handle) {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    const bool is_ignored =
        ::sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_IGN;
    if (!is_ignored) sigaddset(&signals, number);
  }
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A reader that went away, and a file that must not be larger, are errors of write(), which says
  // what is lost by that.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);

  std::thread([signals, handle = std::move(handle)]() mutable {
    for (;;) {
      int number = 0;
      if (sigwait(&signals, &number) != 0) return;
      // A terminal that goes away says so more than once: its shell does, too.
      if (number == SIGHUP) sigdelset(&signals, SIGHUP);
      last_signal = number;
      handle(number);
    }
  }).detach();
}

int received_signal() noexcept { return last_signal; }

int create_token_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) fail("cannot create the token file " + printable(path));
  return descriptor;
}

void write_token_file(int descriptor, std::string_view text, const std::string& path) {
  // The umask may have taken some of the mode.
  const bool is_written =
      ::fchmod(descriptor, 0600) == 0 && write_all(descriptor, text) && ::fsync(descriptor) == 0;
  if (!is_written) fail("cannot write the token file " + printable(path));
  sync_folder_of(path);
}

void make_private_folder(const std::string& path) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) fail("cannot make " + printable(path));
}

void close_file(int descriptor) noexcept { ::close(descriptor); }

void remove_file(const std::string& path) noexcept { ::unlink(path.c_str()); }

std::optional<std::tm> to_local_clock(std::int64_t seconds) {
  static_assert(sizeof(std::time_t) >= sizeof seconds, "or times are cut in 2038");
  const auto point = static_cast<std::time_t>(seconds);
  std::tm clock{};
  if (::localtime_r(&point, &clock) == nullptr) return std::nullopt;
  return clock;
}

std::optional<std::int64_t> from_local_clock(std::tm clock) {
  clock.tm_wday = -1;  // what mktime() sets unless it fails: -1 is a time, too
  const std::time_t point = std::mktime(&clock);
  if (clock.tm_wday < 0) return std::nullopt;
  return point;
}

}  // namespace cli
