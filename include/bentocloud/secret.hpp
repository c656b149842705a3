#pragma once

#include <iosfwd>
#include <memory>
#include <string_view>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// A value that must not be printed, logged or left behind in memory: an API token.
///
/// The bytes live in one buffer that all copies of a `Secret` share, and that is overwritten when
/// the last copy goes, short values included. There is no way to stream a `Secret`; `reveal()` is
/// the one way to read it, so a search for that word finds every place where a token can escape.
///
/// \snippet reference.cpp secret
///
/// Thread safety: like `std::shared_ptr`. Different objects may be used from different threads,
/// even when they share their bytes; one object must not be assigned to while others read it.
class BENTOCLOUD_EXPORT Secret {
 public:
  /// No secret: `empty()` is true.
  Secret() = default;

  /// Copies `value`. The caller's own copy stays the caller's to wipe.
  explicit Secret(std::string_view value);
  /// Copies `value`; no secret when it is null, as what `std::getenv` gives may be.
  explicit Secret(const char* value)
      : Secret(value ? std::string_view(value) : std::string_view()) {}

  /// The value. The view is valid for as long as a copy of this `Secret` lives.
  [[nodiscard]] std::string_view reveal() const noexcept;

  /// Whether there is nothing to keep secret.
  [[nodiscard]] bool empty() const noexcept { return reveal().empty(); }

  /// \{
  /// Compares the values, in a time that depends on their lengths alone.
  friend BENTOCLOUD_EXPORT bool operator==(const Secret& left, const Secret& right) noexcept;
  friend bool operator!=(const Secret& left, const Secret& right) noexcept {
    return !(left == right);
  }
  /// \}

  /// What GoogleTest prints: `[redacted]`, or `[empty]`.
  friend BENTOCLOUD_EXPORT void PrintTo(const Secret& secret, std::ostream* out);

 private:
  class Bytes;
  std::shared_ptr<const Bytes> bytes_;
};

/// There is none: a secret is not printed by accident.
std::ostream& operator<<(std::ostream&, const Secret&) = delete;

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
