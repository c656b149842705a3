#pragma once

#include <initializer_list>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

namespace detail {

/// What a list of is one value; of other values nothing.
template <class Value>
struct Item {
  struct Type {
    Type() = delete;
  };
};
template <class Element>
struct Item<std::vector<Element>> {
  using Type = Element;
};

}  // namespace detail

/// A member of the options of an update: unchanged, unless a value is assigned. An empty value is a
/// value: `changes.description = ""` empties the description. `{}` alone does not compile, for it
/// could be read as both.
///
/// \snippet reference.cpp update
///
/// Thread safety: that of `Value`.
template <class Value>
class Change {
 public:
  /// Unchanged.
  explicit Change() = default;

  /// \{
  /// A new value; of an `std::optional` without one: unchanged.
  template <class Source, std::enable_if_t<std::is_convertible_v<Source, Value> &&
                                               !std::is_same_v<std::decay_t<Source>, Change>,
                                           int> = 0>
  Change(Source&& value) : value_(Value(std::forward<Source>(value))) {}  // NOLINT
  template <class Source, std::enable_if_t<std::is_convertible_v<Source, Value>, int> = 0>
  Change(const std::optional<Source>& value) {  // NOLINT(google-explicit-constructor)
    if (value) value_.emplace(Value(*value));
  }
  Change(std::initializer_list<typename detail::Item<Value>::Type> items)
      : value_(Value(items.begin(), items.end())) {}
  /// \}

  /// \{
  /// Whether there is a new value.
  [[nodiscard]] bool has_value() const noexcept { return value_.has_value(); }
  explicit operator bool() const noexcept { return has_value(); }
  /// \}
  /// \{
  /// The new value. There must be one.
  [[nodiscard]] const Value& operator*() const noexcept { return *value_; }
  [[nodiscard]] const Value* operator->() const noexcept { return &*value_; }
  /// \}

 private:
  std::optional<Value> value_;
};

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
