#pragma once

#include <memory>
#include <string>

#include <bentocloud/cloud_client.hpp>

#include "client/endpoint.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

inline constexpr const char* authentication_header = "X-YATAI-API-TOKEN";
inline constexpr const char* organization_header = "X-Yatai-Organization";

/// What the copies of a `CloudClient` share.
struct ClientState {
  Endpoint endpoint;
  Secret api_token;
  std::string source;  ///< of the credentials, for messages
  ClientOptions options;
  HttpHeaders headers;                   ///< of every request
  std::shared_ptr<Transport> transport;  ///< that of the options, or one of libcurl
};

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
