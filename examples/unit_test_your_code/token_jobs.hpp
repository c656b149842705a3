#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>
#include <bentocloud/cloud_client.hpp>
#include <bentocloud/timestamp.hpp>

// Code as yours may be, which the tests beside it test.

/// The names of the tokens that expire within `period` from `now`, the soonest first: what a
/// reminder would be about.
std::vector<std::string> expiring_tokens(const bentocloud::CloudClient& client,
                                         bentocloud::Timestamp now, std::chrono::hours period);

/// Replaces the token called `name` when it expires within a week from `now`. The new value goes to
/// `store`. Returns the successor, or none when there was nothing to do.
std::optional<bentocloud::ApiToken> rotate_when_due(
    const bentocloud::CloudClient& client, const std::string& name, bentocloud::Timestamp now,
    const std::function<void(std::string_view value)>& store);

/// Creates a token for a build. Returns what to tell the person who wants it.
std::string create_for_build(const bentocloud::CloudClient& client, const std::string& name);

/// How many tokens have `scope`. Reads page by page.
std::size_t count_with_scope(const bentocloud::CloudClient& client, const bentocloud::Scope& scope);
