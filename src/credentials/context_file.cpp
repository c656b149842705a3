#include "credentials/context_file.hpp"

#include <yaml-cpp/yaml.h>

#include "base/wipe.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

// The value of a key; undefined where there is none. One type of key: each costs 8 KB of
// operator[].
YAML::Node child(const YAML::Node& node, const char* key) {
  return node.IsMap() ? node[key] : YAML::Node(YAML::NodeType::Undefined);
}

// The text of a scalar as it stands in the file, whatever type it looks like.
std::string scalar(const YAML::Node& node, const char* key) {
  const YAML::Node value = child(node, key);
  return value && value.IsScalar() ? value.Scalar() : std::string();
}

Context context(const YAML::Node& node) {
  std::string token = scalar(node, "api_token");
  const WipeAtExit wipe_token(token);
  return {scalar(node, "name"), scalar(node, "endpoint"), Secret(token), scalar(node, "email")};
}

}  // namespace

ContextFile parse_context_file(const std::string& text) try {
  const YAML::Node root = YAML::Load(text);
  ContextFile file;
  file.current_context_name = scalar(root, "current_context_name");
  const YAML::Node contexts = child(root, "contexts");
  if (contexts && contexts.IsSequence()) {
    for (const YAML::Node& node : contexts) file.contexts.push_back(context(node));
  }
  return file;
} catch (const YAML::Exception& error) {
  throw NotYaml{error.mark.line + 1};
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
