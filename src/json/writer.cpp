#include "json/writer.hpp"

#include <nlohmann/json.hpp>

#include <bentocloud/error.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace json {

void Writer::key(std::string_view name) {
  string(name);
  text_ += indent_ < 0 ? ":" : ": ";
  follows_key_ = true;
}

void Writer::string(std::string_view value) try {
  separate();
  text_ += nlohmann::json(value).dump();
} catch (const nlohmann::json::type_error&) {
  throw Error(ErrorKind::invalid_argument, "text that is not UTF-8 cannot be written as JSON");
}

void Writer::boolean(bool value) {
  separate();
  text_ += value ? "true" : "false";
}

void Writer::null() {
  separate();
  text_ += "null";
}

void Writer::begin(char bracket) {
  separate();
  text_ += bracket;
  ++depth_;
  is_first_ = true;
}

void Writer::end(char bracket) {
  --depth_;
  if (!is_first_) new_line();
  text_ += bracket;
  is_first_ = false;
}

// Before a key, or a value without one.
void Writer::separate() {
  if (depth_ > 0 && !follows_key_) {
    if (!is_first_) text_ += ',';
    new_line();
  }
  is_first_ = false;
  follows_key_ = false;
}

void Writer::new_line() {
  if (indent_ < 0) return;
  text_ += '\n';
  text_.append(static_cast<std::size_t>(indent_) * static_cast<std::size_t>(depth_), ' ');
}

}  // namespace json
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
