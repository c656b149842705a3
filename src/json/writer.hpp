#pragma once

#include <string>
#include <string_view>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace json {

/// Writes JSON, one value after the other, in the order in which it is told of them.
class Writer {
 public:
  /// \param indent  spaces for each level; below 0 everything is on one line
  explicit Writer(int indent = -1) : indent_(indent) {}

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }

  /// Of the value that comes next, in an object.
  void key(std::string_view name);
  /// \throws Error with kind `invalid_argument` when it is not UTF-8.
  void string(std::string_view value);
  void boolean(bool value);
  void null();

  /// What was written.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  void begin(char bracket);
  void end(char bracket);
  void separate();
  void new_line();

  const int indent_;
  int depth_ = 0;
  bool is_first_ = true;  // value of its object or array
  bool follows_key_ = false;
  std::string text_;
};

}  // namespace json
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
