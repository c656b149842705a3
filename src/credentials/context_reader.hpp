#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <bentocloud/export.hpp>

#include "credentials/context_file.hpp"

/// Where BentoML's context file is, and what it says. What is wrong is an `Error` of kind
/// `configuration` with the hint of the caller.
namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

inline constexpr const char* context_variable = "BENTOML_CLOUD_CONTEXT";

/// Nothing when the variable is not set, or empty.
[[nodiscard]] std::optional<std::string> environment_variable(const char* name);

[[nodiscard]] std::filesystem::path context_file_path(const std::string& hint);

/// `context file "…"`, for messages.
[[nodiscard]] std::string context_file_name(const std::filesystem::path& path);

/// The text of a regular file that is not larger than any context file; `what` names it in
/// messages. To be wiped.
[[nodiscard]] std::string read_secret_file(const std::filesystem::path& path,
                                           const std::string& what, const std::string& hint);

[[nodiscard]] ContextFile read_context_file(const std::filesystem::path& path,
                                            const std::string& hint);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
