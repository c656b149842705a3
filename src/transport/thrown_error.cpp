#include "transport/thrown_error.hpp"

#include <exception>
#include <utility>

namespace bentocloud {

Error thrown_error() {
  ErrorDetails details;
  details.kind = ErrorKind::transport;
  details.outcome = Outcome::unknown;
  try {
    throw;
  } catch (const Error& error) {
    return error;
  } catch (const std::exception& exception) {
    details.message = exception.what();
  } catch (...) {
    details.message = "the transport threw something that is no std::exception";
  }
  return Error(std::move(details));
}

}  // namespace bentocloud
