#include <iostream>

#include <bentocloud/bentocloud.hpp>

// Makes a client, which takes libcurl, and catches what the library throws.
int main() {
  const bentocloud::CloudClient client(
      {"https://cloud.example.com", bentocloud::Secret("api-token")});
  try {
    (void)bentocloud::api_token::get(client, "");
  } catch (const bentocloud::Error& error) {
    std::cout << bentocloud::version << ": " << error.what() << '\n';
    return error.kind() == bentocloud::ErrorKind::invalid_argument ? 0 : 1;
  }
  return 1;
}
