#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include <bentocloud/transport.hpp>

#include "action.hpp"

namespace faults {

inline constexpr std::string_view end_of_head = "\r\n\r\n";
inline constexpr std::size_t max_head_size = std::size_t{1} << 20;

/// The headers in `head`, which starts with a request or a status line.
[[nodiscard]] bentocloud::HttpHeaders parse_headers(std::string_view head);

/// The size of the body that these headers announce; none when it is not announced by a plain
/// `Content-Length`.
[[nodiscard]] std::optional<std::size_t> content_length(const bentocloud::HttpHeaders& headers);

/// Fills in all that `request.head` says. False when that is no HTTP/1 request.
[[nodiscard]] bool parse_head(Request& request);

/// Whether HTTP wants the connection to be closed after the response.
[[nodiscard]] bool wants_close(const Request& request);

}  // namespace faults
