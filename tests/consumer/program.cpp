#include <iostream>
#include <memory>

#include <bentocloud/bentocloud.hpp>

namespace {

// A transport of the program's own.
class AlwaysAda : public bentocloud::Transport {
 public:
  bentocloud::HttpResponse send(const bentocloud::HttpRequest&,
                                const bentocloud::Deadline&) override {
    return {200, {}, R"({"name": "ada"})"};
  }
};

}  // namespace

// Makes two clients, one of which takes libcurl, and catches what the library throws.
int main() {
  const bentocloud::Credentials credentials{bentocloud::Secret("api-token"),
                                            "https://cloud.example.com"};
  bentocloud::ClientOptions options;
  options.transport = std::make_shared<AlwaysAda>();
  const bentocloud::CloudClient ada(credentials, options);
  if (bentocloud::user::current(ada).name != "ada") return 1;
  try {
    (void)bentocloud::api_token::get(bentocloud::CloudClient(credentials), "");
  } catch (const bentocloud::Error& error) {
    std::cout << bentocloud::version << ": " << error.what() << '\n';
    return error.kind() == bentocloud::ErrorKind::invalid_argument ? 0 : 1;
  }
  return 1;
}
