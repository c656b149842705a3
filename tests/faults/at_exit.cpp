// A program that calls BentoCloud while its globals are destroyed. Its environment says how:
//
//   AT_EXIT_ENDPOINT, AT_EXIT_CA_FILE   of the server
//   AT_EXIT_CLIENT   early: the global makes its client itself; late: `main` makes it
//   AT_EXIT_OPENSSL  stays: OpenSSL is told not to clean up when the program exits
//   AT_EXIT_CALLER   destructor: the global's destructor calls; worker: a thread, which calls all
//                    the time, and which the destructor joins; nobody: the client is destroyed
//
// Exits with 0 when every call was good.
#include <atomic>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <thread>

#include <openssl/crypto.h>
#include <unistd.h>

#include <bentocloud/bentocloud.hpp>

namespace {

bool is_set_to(const char* variable, const std::string& value) {
  const char* const found = std::getenv(variable);
  return found != nullptr && found == value;
}

bentocloud::CloudClient new_client() {
  bentocloud::ClientOptions options;
  options.curl.ca_file = std::getenv("AT_EXIT_CA_FILE");
  options.retry.max_attempts = 1;
  return bentocloud::CloudClient({bentocloud::Secret("key"), std::getenv("AT_EXIT_ENDPOINT")},
                                 options);
}

class Global {
 public:
  Global() {
    if (is_set_to("AT_EXIT_CLIENT", "early")) client_ = new_client();
  }
  Global(const Global&) = delete;
  Global& operator=(const Global&) = delete;
  ~Global() {
    ends_ = true;
    if (worker_.joinable()) {
      worker_.join();
    } else if (!is_set_to("AT_EXIT_CALLER", "nobody")) {
      list();
      create();
    }
  }

  // What a program does before it ends.
  void run() {
    if (!client_) client_ = new_client();
    list();
    if (is_set_to("AT_EXIT_CALLER", "worker")) worker_ = std::thread([this] { work(); });
  }

 private:
  void work() const noexcept {
    while (!ends_) list();
    list();
    create();
  }

  void list() const noexcept {
    check([this] { return bentocloud::api_token::list(*client_).size() == 1; });
  }
  void create() const noexcept {
    check([this] { return bentocloud::api_token::create(*client_, "ci").token.has_value(); });
  }

  template <class Call>
  static void check(Call call) noexcept try {
    if (call()) return;
    std::cerr << "not the token that was expected\n";
    _exit(1);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    _exit(1);
  }

  std::optional<bentocloud::CloudClient> client_;
  std::atomic<bool> ends_{false};
  std::thread worker_;
};

Global global;

}  // namespace

int main() {
  if (is_set_to("AT_EXIT_OPENSSL", "stays")) OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
  global.run();
}
