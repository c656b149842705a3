#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <bentocloud/contexts.hpp>
#include <bentocloud/export.hpp>

/// Changes of a context file: from its text to another. Whatever else is in it stays, but comments.
/// An empty text is a file without contexts.
///
/// \throws NotYaml, and NotWritable when it has not the form of a context file.
namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// In the place of the first one of its name, whose unknown fields stay, or at the end.
[[nodiscard]] std::string with_context(const std::string& text, const Context& context);

/// Without all contexts called `name`; nothing when there is none.
[[nodiscard]] std::optional<std::string> without_context(const std::string& text,
                                                         std::string_view name);

/// With another `current_context_name`; nothing when there is no such context.
[[nodiscard]] std::optional<std::string> with_current(const std::string& text,
                                                      std::string_view name);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
