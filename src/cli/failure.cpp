#include "failure.hpp"

#include "system.hpp"
#include "text.hpp"

namespace cli {

int exit_code::of_signal(int number) noexcept { return 128 + number; }

int exit_code::of(const bentocloud::Error& error) noexcept {
  using bentocloud::ErrorKind;
  if (error.kind() == ErrorKind::cancelled) return of_signal(received_signal());
  if (error.kind() == ErrorKind::invalid_argument) return usage;
  const bool is_refused = error.status() == 401 || error.status() == 403;
  const bool has_no_credentials = error.kind() == ErrorKind::configuration;
  return is_refused || has_no_credentials ? not_logged_in : failed;
}

int exit_code::of(const std::system_error& error) noexcept {
  return error.code() == std::errc::interrupted ? of_signal(received_signal()) : failed;
}

NoSuchToken::NoSuchToken(const std::string& uid)
    : Failure(exit_code::not_found, "there is no API token " + printable(uid)) {}

}  // namespace cli
