#include "transport/thrown_error.hpp"

#include <exception>
#include <utility>

namespace bentocloud {

Error thrown_error() {
  ErrorFacts facts;
  facts.kind = ErrorKind::transport;
  facts.outcome = Outcome::unknown;
  try {
    throw;
  } catch (const Error& error) {
    return error;
  } catch (const std::exception& exception) {
    facts.message = exception.what();
  } catch (...) {
    facts.message = "the transport threw something that is no std::exception";
  }
  return Error(std::move(facts));
}

}  // namespace bentocloud
