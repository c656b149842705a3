#pragma once

#include <stdexcept>
#include <string>
#include <system_error>

#include <bentocloud/error.hpp>

namespace cli {

namespace exit_code {
inline constexpr int success = 0;
inline constexpr int failed = 1;
inline constexpr int usage = 2;
inline constexpr int not_found = 3;
inline constexpr int not_logged_in = 4;

/// 130 for Ctrl-C, 143 for SIGTERM, 129 for SIGHUP.
[[nodiscard]] int of_signal(int number) noexcept;
[[nodiscard]] int of(const bentocloud::Error& error) noexcept;
[[nodiscard]] int of(const std::system_error& error) noexcept;
}  // namespace exit_code

/// A command line that makes no sense.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The end of the program, with a message that says all.
struct Failure : std::runtime_error {
  Failure(int code, const std::string& message) : std::runtime_error(message), exit_code(code) {}
  int exit_code;
};

/// There is no token with a uid that the command line names.
struct NoSuchToken : Failure {
  explicit NoSuchToken(const std::string& uid);
};

}  // namespace cli
