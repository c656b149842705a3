#include "failure.hpp"

namespace cli::exit_code {

int of(const bentocloud::Error& error) noexcept {
  using bentocloud::ErrorKind;
  if (error.kind() == ErrorKind::cancelled) return interrupted;
  if (error.kind() == ErrorKind::invalid_argument) return usage;
  if (error.not_found()) return not_found;
  const bool is_refused = error.status() == 401 || error.status() == 403;
  const bool has_no_credentials = error.kind() == ErrorKind::configuration;
  return is_refused || has_no_credentials ? not_logged_in : failed;
}

}  // namespace cli::exit_code
