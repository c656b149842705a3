#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <io.h>

// The others need this one.
// clang-format off
#include <windows.h>
#include <sddl.h>
#include <shellapi.h>
// clang-format on

#include "system.hpp"
#include "text.hpp"

namespace cli {
namespace {

constexpr int hangup = 1;  // SIGHUP has no name here
constexpr int first_error_descriptor = 2;

std::atomic<int> last_signal{0};

// What the console's thread calls. It is never destroyed, for that thread may outlive `main`.
std::function<void(int)>* signal_handler = nullptr;

[[noreturn]] void fail(int error, const std::error_category& category, const std::string& what) {
  throw std::system_error(error, category, what);
}

[[noreturn]] void fail_with_errno(const std::string& what) {
  fail(errno, std::generic_category(), what);
}

[[noreturn]] void fail_with_last_error(const std::string& what) {
  fail(static_cast<int>(::GetLastError()), std::system_category(), what);
}

int descriptor_of(Stream stream) { return stream == Stream::output ? 1 : first_error_descriptor; }

HANDLE handle_of(int descriptor) { return reinterpret_cast<HANDLE>(::_get_osfhandle(descriptor)); }

std::string to_utf8(const wchar_t* text) {
  const int size = ::WideCharToMultiByte(CP_UTF8, 0, text, -1, nullptr, 0, nullptr, nullptr);
  if (size <= 1) return {};
  std::string out(static_cast<std::size_t>(size), '\0');
  ::WideCharToMultiByte(CP_UTF8, 0, text, -1, out.data(), size, nullptr, nullptr);
  out.pop_back();  // the NUL
  return out;
}

std::wstring to_wide(const std::string& text) {
  const int size = ::MultiByteToWideChar(CP_UTF8, 0, text.c_str(), -1, nullptr, 0);
  if (size <= 1) return {};
  std::wstring out(static_cast<std::size_t>(size), L'\0');
  ::MultiByteToWideChar(CP_UTF8, 0, text.c_str(), -1, out.data(), size);
  out.pop_back();
  return out;
}

bool write_all(int descriptor, std::string_view text) {
  constexpr std::size_t piece_size = 4096;
  while (!text.empty()) {
    const auto size = static_cast<unsigned>((std::min)(text.size(), piece_size));
    const int written = ::_write(descriptor, text.data(), size);
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

int number_of(DWORD event) {
  switch (event) {
    case CTRL_C_EVENT:
      return SIGINT;
    case CTRL_BREAK_EVENT:
      return SIGTERM;
    default:
      return hangup;  // the window is closed, the user logs off, the machine goes down
  }
}

BOOL WINAPI on_console_event(DWORD event) {
  const int number = number_of(event);
  last_signal = number;
  (*signal_handler)(number);
  // When this returns from one of these, the process ends: `main` gets the time that Windows gives.
  if (number == hangup) ::Sleep(INFINITE);
  return TRUE;
}

struct Range {
  char32_t first;
  char32_t last;
};

bool is_in(char32_t code, const Range* begin, const Range* end) {
  const Range* range = std::lower_bound(
      begin, end, code, [](Range left, char32_t right) { return left.last < right; });
  return range != end && range->first <= code;
}

}  // namespace

void prepare_process() {
  for (const int descriptor : {0, 1, 2}) {
    if (::_get_osfhandle(descriptor) >= 0) {
      ::_setmode(descriptor, _O_BINARY);
      continue;
    }
    // It gets the lowest free number.
    const int opened = ::_open("NUL", _O_RDONLY | _O_BINARY);
    if (opened < 0) fail_with_errno("cannot open NUL");
    if (opened == descriptor) continue;
    if (::_dup2(opened, descriptor) != 0) fail_with_errno("cannot open NUL");
    ::_close(opened);
  }
  ::SetConsoleOutputCP(CP_UTF8);
  ::SetConsoleCP(CP_UTF8);
  for (const Stream stream : {Stream::output, Stream::error}) {
    const HANDLE handle = handle_of(descriptor_of(stream));
    DWORD mode = 0;
    if (::GetConsoleMode(handle, &mode) != 0) {
      ::SetConsoleMode(handle, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
    }
  }
}

std::vector<std::string> arguments(int, char**) {
  std::vector<std::string> out;
  int count = 0;
  wchar_t** const wide = ::CommandLineToArgvW(::GetCommandLineW(), &count);
  if (wide == nullptr) fail_with_last_error("cannot read the command line");
  for (int i = 1; i < count; ++i) out.push_back(to_utf8(wide[i]));
  ::LocalFree(wide);
  return out;
}

void watch_signals(std::function<void(int number)> handle) {
  signal_handler = new std::function<void(int)>(std::move(handle));
  ::SetConsoleCtrlHandler(on_console_event, TRUE);
}

int received_signal() noexcept { return last_signal; }

void write_stream(Stream stream, std::string_view text) {
  if (write_all(descriptor_of(stream), text)) return;
  // What the C library makes of a pipe whose reader has gone.
  if (errno == EINVAL) errno = EPIPE;
  fail_with_errno(stream == Stream::output ? "cannot write to standard output"
                                           : "cannot write to standard error");
}

bool is_terminal(Stream stream) {
  DWORD mode = 0;
  return ::GetConsoleMode(handle_of(descriptor_of(stream)), &mode) != 0;
}

bool is_input_terminal() {
  DWORD mode = 0;
  return ::GetConsoleMode(handle_of(0), &mode) != 0;
}

bool takes_escapes(Stream stream) {
  DWORD mode = 0;
  return ::GetConsoleMode(handle_of(descriptor_of(stream)), &mode) != 0 &&
         (mode & ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
}

std::size_t terminal_width(Stream stream) {
  CONSOLE_SCREEN_BUFFER_INFO info{};
  if (::GetConsoleScreenBufferInfo(handle_of(descriptor_of(stream)), &info) == 0) return 0;
  return static_cast<std::size_t>((std::max)(info.srWindow.Right - info.srWindow.Left + 1, 0));
}

// Windows does not tell, so these are the blocks of Unicode: good enough to line up a table.
int character_width(char32_t code) {
  static constexpr std::array<Range, 7> unsafe = {{{0x00, 0x1F},
                                                   {0x7F, 0x9F},
                                                   {0x2028, 0x2029},
                                                   {0xD800, 0xF8FF},
                                                   {0xFDD0, 0xFDEF},
                                                   {0xFFF0, 0xFFF8},
                                                   {0xE0000, 0x10FFFF}}};
  static constexpr std::array<Range, 9> combining = {{{0x300, 0x36F},
                                                      {0x483, 0x489},
                                                      {0x591, 0x5BD},
                                                      {0x64B, 0x65F},
                                                      {0x1AB0, 0x1AFF},
                                                      {0x1DC0, 0x1DFF},
                                                      {0x200B, 0x200F},
                                                      {0x20D0, 0x20FF},
                                                      {0xFE00, 0xFE2F}}};
  static constexpr std::array<Range, 8> wide = {{{0x1100, 0x115F},
                                                 {0x2E80, 0x303E},
                                                 {0x3041, 0xA4CF},
                                                 {0xAC00, 0xD7A3},
                                                 {0xF900, 0xFAFF},
                                                 {0xFF00, 0xFF60},
                                                 {0x1F300, 0x1FAFF},
                                                 {0x20000, 0x3FFFD}}};
  const auto is_one_of = [code](const auto& ranges) {
    return is_in(code, ranges.data(), ranges.data() + ranges.size());
  };
  if (is_one_of(unsafe)) return -1;
  if (is_one_of(combining)) return 0;
  return is_one_of(wide) ? 2 : 1;
}

// Ctrl-C ends the wait.
std::optional<std::string> read_line() {
  std::string line;
  char character = '\0';
  while (::_read(0, &character, 1) == 1 && character != '\n' && character != '\r') {
    line += character;
  }
  if (received_signal() != 0) return std::nullopt;
  if (line.empty() && character == '\0') return std::nullopt;
  return line;
}

std::optional<std::string> read_secret_line(const std::string& prompt) {
  DWORD before = 0;
  const bool is_console = ::GetConsoleMode(handle_of(0), &before) != 0;
  if (is_console) ::SetConsoleMode(handle_of(0), before & ~static_cast<DWORD>(ENABLE_ECHO_INPUT));
  (void)write_all(first_error_descriptor, prompt);
  std::optional<std::string> line = read_line();
  if (is_console) ::SetConsoleMode(handle_of(0), before);
  return line;
}

void open_in_browser(const std::string& url) {
  ::ShellExecuteW(nullptr, L"open", to_wide(url).c_str(), nullptr, nullptr, SW_SHOWNORMAL);
}

// What is below the user's profile is the user's own.
bool others_can_read(const std::string&) { return false; }

int create_token_file(const std::string& path) {
  const std::string what = "cannot create the token file " + printable(path);
  SECURITY_ATTRIBUTES owner_only{sizeof owner_only, nullptr, FALSE};
  // A list that nothing is inherited into, and on which only the owner stands.
  if (::ConvertStringSecurityDescriptorToSecurityDescriptorW(
          L"D:P(A;;FA;;;OW)", SDDL_REVISION_1, &owner_only.lpSecurityDescriptor, nullptr) == 0) {
    fail_with_last_error(what);
  }
  const HANDLE handle = ::CreateFileW(to_wide(path).c_str(), GENERIC_WRITE, 0, &owner_only,
                                      CREATE_NEW, FILE_ATTRIBUTE_NORMAL, nullptr);
  const DWORD error = ::GetLastError();
  ::LocalFree(owner_only.lpSecurityDescriptor);
  if (handle == INVALID_HANDLE_VALUE) fail(static_cast<int>(error), std::system_category(), what);
  const int descriptor =
      ::_open_osfhandle(reinterpret_cast<std::intptr_t>(handle), _O_WRONLY | _O_BINARY);
  if (descriptor >= 0) return descriptor;
  ::CloseHandle(handle);
  fail_with_errno(what);
}

void write_token_file(int descriptor, std::string_view text, const std::string& path) {
  if (write_all(descriptor, text) && ::_commit(descriptor) == 0) return;
  fail_with_errno("cannot write the token file " + printable(path));
}

// What is below the user's profile is the user's own.
void make_private_folder(const std::string& path) {
  std::filesystem::create_directories(to_wide(path));
}

void close_file(int descriptor) noexcept { ::_close(descriptor); }

void remove_file(const std::string& path) noexcept { ::DeleteFileW(to_wide(path).c_str()); }

std::optional<std::tm> to_local_clock(std::int64_t seconds) {
  const __time64_t point = seconds;
  std::tm clock{};
  if (::_localtime64_s(&clock, &point) != 0) return std::nullopt;
  return clock;
}

std::optional<std::int64_t> from_local_clock(std::tm clock) {
  const __time64_t point = ::_mktime64(&clock);
  if (point == -1) return std::nullopt;  // a time before 1970 is none either
  return point;
}

}  // namespace cli
