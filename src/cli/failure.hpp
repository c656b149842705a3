#pragma once

#include <stdexcept>
#include <string>

#include <bentocloud/error.hpp>

namespace cli {

namespace exit_code {
inline constexpr int success = 0;
inline constexpr int failed = 1;
inline constexpr int usage = 2;
inline constexpr int not_found = 3;
inline constexpr int not_logged_in = 4;
inline constexpr int interrupted = 130;  // by SIGTERM: 143

[[nodiscard]] int of(const bentocloud::Error& error) noexcept;
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

}  // namespace cli
