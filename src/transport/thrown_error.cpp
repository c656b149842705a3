#include "transport/thrown_error.hpp"

#include <exception>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

Error thrown_error() {
  try {
    throw;
  } catch (const Error& error) {
    return error;
  } catch (const std::exception& exception) {
    return Error(ErrorKind::transport, exception.what());
  } catch (...) {
    return Error(ErrorKind::transport, "the transport threw something that is no std::exception");
  }
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
