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

/// `fact`, and in a second line `advice`, if there is any.
[[nodiscard]] std::string two_lines(const std::string& fact, const std::string& advice);

/// \{
/// What an error of the library says, in the words of this program: what happened to what, and what
/// to do about it (may be empty).
[[nodiscard]] std::string fact_of(const bentocloud::Error& error);
[[nodiscard]] std::string advice_of(const bentocloud::Error& error);
/// \}

/// The end of the program, with a message that says all: `two_lines`.
struct Failure : std::runtime_error {
  Failure(int code, const std::string& what_happened, const std::string& what_to_do = {})
      : std::runtime_error(two_lines(what_happened, what_to_do)),
        exit_code(code),
        fact(what_happened),
        advice(what_to_do) {}
  int exit_code;
  std::string fact;
  std::string advice;
};

/// There is no token with a uid that the command line names.
struct NoSuchToken : Failure {
  explicit NoSuchToken(const std::string& uid, const std::string& what_to_do = {});
};

}  // namespace cli
