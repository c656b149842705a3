#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/secret.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// What BentoML's context file says. Whatever is not as it should be is left empty.
struct ContextFile {
  struct Context {
    std::string name;
    std::string endpoint;
    Secret api_token;
  };
  std::vector<Context> contexts;
  std::string current_context_name;
};

/// What `parse_context_file` throws. Not the parser's own message, for that may quote a token.
struct NotYaml {
  int line;
};

/// \throws NotYaml
[[nodiscard]] ContextFile parse_context_file(const std::string& text);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
