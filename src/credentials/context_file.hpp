#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/contexts.hpp>
#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

inline constexpr std::size_t max_context_file_size = std::size_t{1} << 20;

/// What BentoML's context file says. Whatever is not as it should be is left empty.
struct ContextFile {
  std::vector<Context> contexts;
  std::string current_context_name;

  /// The name of the current context, which may not be there.
  [[nodiscard]] std::string_view current() const noexcept {
    return current_context_name.empty() ? std::string_view("default") : current_context_name;
  }
};

/// What `parse_context_file` throws. Not the parser's own message, for that may quote a token.
struct NotYaml {
  int line;
};

/// What is thrown when a file has not the form that could be written again.
struct NotWritable {
  const char* reason;
};

/// \throws NotYaml
[[nodiscard]] ContextFile parse_context_file(const std::string& text);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
