#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <bentocloud/cloud_client.hpp>
#include <bentocloud/timestamp.hpp>

/// The names of the tokens that expire within `period` from `now`, the soonest first: what a
/// reminder would be about. The code of yours that the test beside it tests.
std::vector<std::string> expiring_tokens(const bentocloud::CloudClient& client,
                                         bentocloud::Timestamp now, std::chrono::hours period);
