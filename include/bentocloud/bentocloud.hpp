#pragma once

/// \file
/// All of the library but `bentocloud::fakes`, which has headers of its own.

/// A C++ SDK for the API tokens of BentoCloud.
///
/// Its functions throw `Error` and nothing else besides `std::bad_alloc`. Durations are
/// `std::chrono` types, times are UTC, texts are UTF-8, sizes are bytes.
///
/// Thread safety: free functions may be called from any number of threads at once, unless they say
/// otherwise. Values are like those of the standard library: one that nobody changes may be read
/// by many.
namespace bentocloud {}

#include <bentocloud/api_token.hpp>
#include <bentocloud/change.hpp>
#include <bentocloud/cloud_client.hpp>
#include <bentocloud/contexts.hpp>
#include <bentocloud/credentials.hpp>
#include <bentocloud/curl_transport.hpp>
#include <bentocloud/deadline.hpp>
#include <bentocloud/error.hpp>
#include <bentocloud/http.hpp>
#include <bentocloud/log.hpp>
#include <bentocloud/organization.hpp>
#include <bentocloud/result.hpp>
#include <bentocloud/retry.hpp>
#include <bentocloud/scope.hpp>
#include <bentocloud/secret.hpp>
#include <bentocloud/timestamp.hpp>
#include <bentocloud/transport.hpp>
#include <bentocloud/user.hpp>
#include <bentocloud/values.hpp>
#include <bentocloud/version.hpp>
