#pragma once

#include <map>
#include <string>

#include <bentocloud/export.hpp>
#include <bentocloud/transport.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {

/// The login of `bentoml cloud login`: a program gets a code, a person confirms it on a page, and
/// the program then gets the API token for it, once. Not thread-safe.
class FakeLogin {
 public:
  /// A new code.
  [[nodiscard]] std::string begin();

  /// The page that asks for the confirmation of `code`.
  [[nodiscard]] HttpResponse page(const std::string& code) const;
  /// What the button on that page does.
  [[nodiscard]] HttpResponse confirm(const std::string& code);

  /// Takes a code that was confirmed. Refuses any other.
  void finish(const std::string& code);

 private:
  std::map<std::string, bool> codes_;  // and whether it is confirmed
};

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
