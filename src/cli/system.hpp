#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What differs between operating systems: system_posix.cpp and system_windows.cpp.
namespace cli {

enum class Stream { output, error };

/// The first thing that `main` does. Standard input, output and error are open from then on: one
/// that was closed cannot be written, and no file or connection takes its place.
/// \throws std::system_error
void prepare_process();

/// The arguments after the program's name, in UTF-8.
[[nodiscard]] std::vector<std::string> arguments(int argc, char** argv);

/// Calls `handle` in a thread of its own, with the number of the signal, for every Ctrl-C, request
/// to terminate and loss of the terminal; but not for those that the process was started to ignore,
/// and not for a second loss of the terminal. To be called before any other thread is made.
void watch_signals(std::function<void(int number)> handle);

/// The number of the last of these signals; 0 when there was none.
[[nodiscard]] int received_signal() noexcept;

/// Writes all of `text`, and waits for a reader that is slow, until there is a signal.
/// \throws std::system_error; `std::errc::interrupted` when a signal ended it.
void write_stream(Stream stream, std::string_view text);

[[nodiscard]] bool is_terminal(Stream stream);
[[nodiscard]] bool is_input_terminal();

/// Whether it is a terminal that understands escape sequences.
[[nodiscard]] bool takes_escapes(Stream stream);

/// The columns of a terminal; 0 when they are not known.
[[nodiscard]] std::size_t terminal_width(Stream stream);

/// How many columns a terminal gives a character; below 0 when it cannot be shown.
[[nodiscard]] int character_width(char32_t code);

/// A line of standard input, without its end. None when there is a signal, or nothing more.
[[nodiscard]] std::optional<std::string> read_line();

/// The same without showing on a terminal what is typed from the `prompt` on, which goes to
/// standard error.
[[nodiscard]] std::optional<std::string> read_secret_line(const std::string& prompt);

/// Has the user's browser open a page, as far as that is possible.
void open_in_browser(const std::string& url);

/// Whether others than its owner can read the file; false where that cannot be told.
[[nodiscard]] bool others_can_read(const std::string& path);

/// Makes a file that only its owner can read, and returns its descriptor.
/// \throws std::system_error; `std::errc::file_exists` when there is one already.
[[nodiscard]] int create_token_file(const std::string& path);

/// Writes `text` to the disk. A signal does not end it.
/// \throws std::system_error
void write_token_file(int descriptor, std::string_view text, const std::string& path);

/// Makes a folder that only its owner can read, with those above it.
/// \throws std::exception
void make_private_folder(const std::string& path);

void close_file(int descriptor) noexcept;
void remove_file(const std::string& path) noexcept;

/// What a clock in the local time zone shows, with `seconds` since 1970 in UTC. None when this
/// machine cannot tell.
[[nodiscard]] std::optional<std::tm> to_local_clock(std::int64_t seconds);

/// The opposite; `tm_isdst` says how to read the clock.
[[nodiscard]] std::optional<std::int64_t> from_local_clock(std::tm clock);

}  // namespace cli
