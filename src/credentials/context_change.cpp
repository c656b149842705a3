#include "credentials/context_change.hpp"

#include <vector>

#include <yaml-cpp/yaml.h>

#include "base/text.hpp"
#include "credentials/context_file.hpp"
#include "credentials/yaml_writer.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

constexpr const char* contexts_key = "contexts";
constexpr const char* current_key = "current_context_name";

bool is_key(const YAML::Node& key, std::string_view name) {
  return key.IsScalar() && key.Scalar() == name;
}

// Of a map; undefined when there is none.
YAML::Node find(const YAML::Node& map, std::string_view name) {
  for (const auto& item : map) {
    if (is_key(item.first, name)) return item.second;
  }
  return YAML::Node(YAML::NodeType::Undefined);
}

bool is_context(const YAML::Node& entry, std::string_view name) {
  if (!entry.IsMap()) return false;
  const YAML::Node found = find(entry, "name");
  return found.IsDefined() && found.IsScalar() && found.Scalar() == name;
}

// What ends a line for PyYAML, which reads YAML 1.1, but not for yaml-cpp.
bool has_old_line_end(const std::string& text) {
  for (const char* end : {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    if (text.find(end) != std::string::npos) return true;
  }
  return false;
}

YAML::Node load(const std::string& text) try {
  if (!is_utf8(text)) throw NotWritable{"it is not UTF-8"};
  if (has_old_line_end(text)) throw NotWritable{"it has a line end that not every reader knows"};
  const std::vector<YAML::Node> documents = YAML::LoadAll(text);
  if (documents.size() > 1) throw NotWritable{"it holds several documents"};
  if (documents.empty() || documents.front().IsNull()) return YAML::Node(YAML::NodeType::Map);
  if (!documents.front().IsMap()) throw NotWritable{"it is not a context file"};
  return documents.front();
} catch (const YAML::Exception& error) {
  throw NotYaml{error.mark.line + 1};
}

// The entries of a file; none when it does not say.
YAML::Node contexts_of(const YAML::Node& file) {
  const YAML::Node contexts = find(file, contexts_key);
  if (!contexts.IsDefined() || contexts.IsNull()) return YAML::Node(YAML::NodeType::Sequence);
  if (!contexts.IsSequence()) throw NotWritable{"its contexts are not a list"};
  return contexts;
}

// `map` with other values for some keys, which come where they are first, or else before or after
// all others. `force_insert` keeps their order, and looks for nothing.
struct Field {
  const char* key;
  YAML::Node value;
};

YAML::Node with_fields(const YAML::Node& map, const std::vector<Field>& fields) {
  YAML::Node changed(YAML::NodeType::Map);
  for (const Field& field : fields) changed.force_insert(field.key, field.value);
  for (const auto& item : map) {
    bool is_changed = false;
    for (const Field& field : fields) is_changed = is_changed || is_key(item.first, field.key);
    if (!is_changed) changed.force_insert(item.first, item.second);
  }
  return changed;
}

// The fields in the order in which Python writes them.
YAML::Node entry_of(const Context& context, const YAML::Node& before) {
  const YAML::Node email =
      context.email.empty() ? YAML::Node(YAML::NodeType::Null) : YAML::Node(context.email);
  return with_fields(before, {{"api_token", YAML::Node(std::string(context.api_token.reveal()))},
                              {"email", email},
                              {"endpoint", YAML::Node(context.endpoint)},
                              {"name", YAML::Node(context.name)}});
}

std::string text_of(const YAML::Node& file, const YAML::Node& contexts, const YAML::Node& current) {
  return to_yaml(with_fields(file, {{contexts_key, contexts}, {current_key, current}}),
                 max_context_file_size);
}

YAML::Node current_of(const YAML::Node& file) {
  const YAML::Node current = find(file, current_key);
  const bool is_there = current.IsDefined() && current.IsScalar() && !current.Scalar().empty();
  return is_there ? current : YAML::Node("default");
}

}  // namespace

std::string with_context(const std::string& text, const Context& context) {
  const YAML::Node file = load(text);
  YAML::Node contexts(YAML::NodeType::Sequence);
  bool is_there = false;
  for (const YAML::Node& entry : contexts_of(file)) {
    const bool is_its_place = !is_there && is_context(entry, context.name);
    contexts.push_back(is_its_place ? entry_of(context, entry) : entry);
    is_there = is_there || is_its_place;
  }
  if (!is_there) contexts.push_back(entry_of(context, YAML::Node(YAML::NodeType::Map)));
  return text_of(file, contexts, current_of(file));
}

std::optional<std::string> without_context(const std::string& text, std::string_view name) {
  const YAML::Node file = load(text);
  const YAML::Node before = contexts_of(file);
  YAML::Node contexts(YAML::NodeType::Sequence);
  for (const YAML::Node& entry : before) {
    if (!is_context(entry, name)) contexts.push_back(entry);
  }
  if (contexts.size() == before.size()) return std::nullopt;
  return text_of(file, contexts, current_of(file));
}

std::optional<std::string> with_current(const std::string& text, std::string_view name) {
  const YAML::Node file = load(text);
  const YAML::Node contexts = contexts_of(file);
  for (const YAML::Node& entry : contexts) {
    if (is_context(entry, name)) {
      return text_of(file, contexts, YAML::Node(std::string(name)));
    }
  }
  return std::nullopt;
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
