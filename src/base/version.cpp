#include <bentocloud/version.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

// As `version` begins with it, up to a point or the end.
constexpr bool begins_with(std::string_view text, std::size_t number) {
  std::size_t value = 0;
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] != '.') {
    value = value * 10 + static_cast<std::size_t>(text[digits++] - '0');
  }
  return digits > 0 && value == number;
}

constexpr std::string_view after_point(std::string_view text) {
  return text.substr(text.find('.') + 1);
}

static_assert(begins_with(version, BENTOCLOUD_VERSION_MAJOR) &&
                  begins_with(after_point(version), BENTOCLOUD_VERSION_MINOR) &&
                  begins_with(after_point(after_point(version)), BENTOCLOUD_VERSION_PATCH),
              "the macros and `version` differ");

}  // namespace

std::string_view runtime_version() noexcept { return version; }

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
