#pragma once

#include <string>
#include <vector>

namespace faults {

/// Arguments or an environment as the system's calls take them, ended by null. The result points
/// into `texts`.
[[nodiscard]] inline std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace faults
