// Whether memory that is given back holds a secret. A program of its own, for it has its own
// operators `new` and `delete`.
#include <array>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <malloc.h>

#include <bentocloud/bentocloud.hpp>

#include "fault_server.hpp"
#include "route.hpp"
#include "support/sample.hpp"

namespace {

// By this thread: the server, which has the secrets too, has threads of its own.
thread_local bool is_watched = false;
thread_local int secrets_given_back = 0;

bool holds_a_secret(std::string_view memory) {
  const std::array<std::string_view, 2> secrets = {sample::token_value, faults::route_key};
  for (const std::string_view secret : secrets) {
    if (memory.find(secret.substr(0, 8)) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

// Without what another thread has left there. Inlined, it would look like a mistake to the
// compiler.
[[gnu::noinline]] void* operator new(std::size_t size) {
  if (void* const memory = std::calloc(1, size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  if (is_watched && memory != nullptr &&
      holds_a_secret({static_cast<const char*>(memory), malloc_usable_size(memory)})) {
    ++secrets_given_back;
  }
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept { ::operator delete(memory); }

namespace faults {
namespace {

namespace api_token = bentocloud::api_token;

// One create, of a client of its own. The number of times that memory came back with a secret.
int given_back_by_a_create(const Action& action) {
  const Route route(Way::plain, in_order({action}));
  secrets_given_back = 0;
  is_watched = true;
  try {
    bentocloud::ClientOptions options;
    options.max_response_size = 100'000;
    EXPECT_EQ(api_token::create(route.client(options), "ci").uid, "t1");
  } catch (const bentocloud::Error& error) {
    EXPECT_TRUE(error.token()) << error.what();
  }
  is_watched = false;
  return secrets_given_back;
}

TEST(WipedMemory, IsWatched) {
  is_watched = true;
  secrets_given_back = 0;
  { const std::string copy = sample::token_value; }
  is_watched = false;
  EXPECT_EQ(secrets_given_back, 1);
}

TEST(WipedMemory, IsAllThatACreateGivesBack) {
  EXPECT_EQ(given_back_by_a_create(respond(200, sample::created_json("t1", "ci"))), 0);
}

TEST(WipedMemory, IsWhatAResponseHasOutgrown) {
  const std::string body = sample::created_json("t1", "ci") + std::string(50'000, ' ');
  EXPECT_EQ(given_back_by_a_create(send("HTTP/1.1 200 OK\r\n\r\n" + body).then(close())), 0);
}

TEST(WipedMemory, IsWhatCameOfAResponseThatBreaksOff) {
  const std::string body = sample::created_json("t1", "ci");
  EXPECT_EQ(given_back_by_a_create(
                send("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + body).then(close())),
            0);
  EXPECT_EQ(given_back_by_a_create(
                send("HTTP/1.1 200 OK\r\n\r\n" + body).then(flood(std::string(65536, ' ')))),
            0);
}

}  // namespace
}  // namespace faults
