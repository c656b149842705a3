#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// What an API token is allowed to do, by the name that BentoCloud gives it. The set is open: a
/// name that is not among the constants of `bentocloud::scope` is passed on as it is.
///
/// \snippet reference.cpp scopes
///
/// Thread safety: a value.
class BENTOCLOUD_EXPORT Scope {
 public:
  /// The scope of this name, which is a string or a view.
  template <class Text, std::enable_if_t<std::is_convertible_v<Text, std::string_view> &&
                                             !std::is_convertible_v<Text, const char*>,
                                         int> = 0>
  Scope(const Text& name) : name_(std::string_view(name)) {}  // NOLINT(google-explicit-constructor)
  /// The scope of this name, which is a literal. A null pointer gives an empty name, which servers
  /// refuse.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Scope(const char* name) : name_(name == nullptr ? "" : name) {}

  /// The name that BentoCloud gives it, such as `read_cluster`.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// \{
  /// Compares the names, with literals, strings and views too.
  friend bool operator==(const Scope& left, const Scope& right) noexcept {
    return left.name_ == right.name_;
  }
  friend bool operator!=(const Scope& left, const Scope& right) noexcept {
    return left.name_ != right.name_;
  }
  friend bool operator<(const Scope& left, const Scope& right) noexcept {
    return left.name_ < right.name_;
  }
  /// \}

 private:
  std::string name_;
};

/// Prints the name.
BENTOCLOUD_EXPORT std::ostream& operator<<(std::ostream& stream, const Scope& scope);

/// The scopes that BentoCloud's dashboard offers.
namespace scope {
/// \{
/// A scope that BentoCloud knows, by its name.
inline constexpr std::string_view api = "api";
inline constexpr std::string_view read_organization = "read_organization";
inline constexpr std::string_view write_organization = "write_organization";
inline constexpr std::string_view read_cluster = "read_cluster";
inline constexpr std::string_view write_cluster = "write_cluster";
/// \}
}  // namespace scope
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
