#include <iostream>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/local_cloud.hpp>

// Talks to a cloud of its own, over HTTP.
int main() {
  bentocloud::fakes::LocalCloud cloud;
  const bentocloud::CloudClient client(cloud.credentials());
  const bentocloud::ApiToken token = bentocloud::api_token::create(client, "ci");
  std::cout << token << '\n';
  return bentocloud::api_token::list(client).size() == 1 ? 0 : 1;
}
