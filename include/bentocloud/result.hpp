#pragma once

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include <bentocloud/error.hpp>
#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// A value, or the `Error` that there is instead of it. The members are those of C++23's
/// `std::expected<Value, Error>`.
///
/// \snippet reference.cpp attempt
///
/// Thread safety: that of `Value`.
template <class Value>
class [[nodiscard]] Result {
  static_assert(!std::is_same_v<Value, Error>, "an Error is not a value");

 public:
  using value_type = Value;  ///< as `std::expected` has it
  using error_type = Error;  ///< as `std::expected` has it

  /// A value.
  Result(Value value) : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT
  /// An error.
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  /// \{
  /// Whether there is a value.
  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  /// \}

  /// \{
  /// The value. \throws Error the error, when there is none
  [[nodiscard]] Value& value() & { return require(), std::get<0>(state_); }
  [[nodiscard]] const Value& value() const& { return require(), std::get<0>(state_); }
  [[nodiscard]] Value&& value() && { return require(), std::get<0>(std::move(state_)); }
  /// \}

  /// \{
  /// The value. There must be one.
  [[nodiscard]] Value& operator*() & noexcept { return *get(); }
  [[nodiscard]] const Value& operator*() const& noexcept { return *get(); }
  [[nodiscard]] Value&& operator*() && noexcept { return std::move(*get()); }
  [[nodiscard]] Value* operator->() noexcept { return get(); }
  [[nodiscard]] const Value* operator->() const noexcept { return get(); }
  /// \}

  /// The value, or `other` when there is none.
  template <class Other>
  [[nodiscard]] Value value_or(Other&& other) const& {
    return has_value() ? *get() : static_cast<Value>(std::forward<Other>(other));
  }
  /// The value, moved out, or `other` when there is none.
  template <class Other>
  [[nodiscard]] Value value_or(Other&& other) && {
    return has_value() ? std::move(*get()) : static_cast<Value>(std::forward<Other>(other));
  }

  /// The error. There must be one.
  [[nodiscard]] const Error& error() const noexcept { return *std::get_if<1>(&state_); }

 private:
  void require() const {
    if (!has_value()) throw Error(error());
  }
  Value* get() noexcept { return std::get_if<0>(&state_); }
  const Value* get() const noexcept { return std::get_if<0>(&state_); }

  std::variant<Value, Error> state_;
};

/// Whether something without a result succeeded, or the `Error` that says why not.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;   ///< as `std::expected` has it
  using error_type = Error;  ///< as `std::expected` has it

  /// Success.
  Result() = default;
  /// An error.
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  /// \{
  /// Whether it succeeded.
  [[nodiscard]] bool has_value() const noexcept { return !error_; }
  explicit operator bool() const noexcept { return has_value(); }
  /// \}

  /// Does nothing after a success. \throws Error the error, when there is one
  void value() const {
    if (error_) throw Error(*error_);
  }

  /// The error. There must be one.
  [[nodiscard]] const Error& error() const noexcept { return *error_; }

 private:
  std::optional<Error> error_;
};

/// Calls `function`, and returns what it returns or the `Error` that it throws: for code bases that
/// do not throw. Anything else that it throws is passed on.
///
/// \snippet reference.cpp attempt
template <class Function>
[[nodiscard]] auto attempt(Function&& function) -> Result<std::invoke_result_t<Function>> {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Function>>) {
      std::forward<Function>(function)();
      return {};
    } else {
      return std::forward<Function>(function)();
    }
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
