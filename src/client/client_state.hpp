#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include <bentocloud/cloud_client.hpp>

#include "client/current_credentials.hpp"
#include "client/endpoint.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

inline constexpr const char* authentication_header = "X-YATAI-API-TOKEN";
inline constexpr const char* organization_header = "X-Yatai-Organization";

/// What the copies of a `CloudClient` share.
struct ClientState {
  ClientState(Endpoint its_endpoint, Identity identity, CurrentCredentials::Ask ask,
              ClientOptions its_options, std::shared_ptr<Transport> its_transport)
      : endpoint(std::move(its_endpoint)),
        options(std::move(its_options)),
        transport(std::move(its_transport)),
        credentials(std::move(identity), std::move(ask)) {}

  const Endpoint endpoint;
  const ClientOptions options;
  const std::shared_ptr<Transport> transport;   ///< that of the options, or one of libcurl
  mutable CurrentCredentials credentials;       ///< has a lock of its own
  mutable std::atomic<std::uint64_t> calls{0};  ///< so far, for their ids
};

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
