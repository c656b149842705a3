#include <bentocloud/bentocloud.hpp>

// Goes all the way through libcurl, to a port on which nobody listens, and catches the error.
extern "C" __attribute__((visibility("default"))) bool use_bentocloud() {
  bentocloud::ClientOptions options;
  options.retry.max_attempts = 1;
  const bentocloud::CloudClient client({bentocloud::Secret("key"), "http://127.0.0.1:1"}, options);
  try {
    (void)bentocloud::user::current(client);
  } catch (const bentocloud::Error& error) {
    return error.outcome() == bentocloud::Outcome::not_sent;
  }
  return false;
}
