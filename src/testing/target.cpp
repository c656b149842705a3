#include "testing/target.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const std::string_view digits = text.substr(i + 1, 2);
    unsigned byte = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (error != std::errc() || digits.size() != 2 || end != digits.data() + 2) return std::nullopt;
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

}  // namespace

std::string Target::decoded_path() const {
  std::string whole;
  for (const std::string& segment : path) whole += '/' + segment;
  return whole;
}

std::string Target::parameter(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return {};
}

std::optional<Target> parse_target(std::string_view url) {
  if (const std::size_t scheme_end = url.find("://"); scheme_end != std::string_view::npos) {
    url.remove_prefix(scheme_end + 3);
    url.remove_prefix((std::min)(url.find('/'), url.size()));
  }
  const std::size_t question_mark = url.find('?');
  Target target;
  for (const std::string_view segment : split(url.substr(0, question_mark), '/')) {
    std::optional<std::string> decoded = percent_decode(segment);
    if (!decoded) return std::nullopt;
    target.path.push_back(*std::move(decoded));
  }
  target.path.erase(target.path.begin());  // before the first slash
  if (question_mark == std::string_view::npos) return target;
  for (const std::string_view parameter : split(url.substr(question_mark + 1), '&')) {
    const std::size_t equals = parameter.find('=');
    std::optional<std::string> name = percent_decode(parameter.substr(0, equals));
    std::optional<std::string> value = percent_decode(
        equals == std::string_view::npos ? std::string_view() : parameter.substr(equals + 1));
    if (!name || !value) return std::nullopt;
    target.query.emplace_back(*std::move(name), *std::move(value));
  }
  return target;
}

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
