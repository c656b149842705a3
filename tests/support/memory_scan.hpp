#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

/// Looks for a text in the memory of this very process (Linux).
namespace memory_scan {

/// A text that is not in memory as such, for it is kept in disguise.
class Needle {
 public:
  constexpr explicit Needle(std::string_view disguised) : disguised_(disguised) {}

  [[nodiscard]] std::size_t size() const noexcept { return disguised_.size(); }
  [[nodiscard]] char operator[](std::size_t index) const noexcept {
    return static_cast<char>(disguised_[index] ^ 1);
  }
  void append_to(std::string& text) const {
    for (std::size_t i = 0; i < size(); ++i) text += (*this)[i];
  }

 private:
  std::string_view disguised_;
};

/// How often the first `length` characters of `needle` are in the writable memory of this process.
inline int occurrences(const Needle& needle, std::size_t length) {
  static std::array<char, 1 << 16> window;  // not looked into itself
  const int memory = open("/proc/self/mem", O_RDONLY);
  std::ifstream maps("/proc/self/maps");
  std::vector<std::pair<std::uint64_t, std::uint64_t>> regions;
  for (std::string line; std::getline(maps, line);) {
    std::istringstream fields(line);
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    char dash = 0;
    std::string access;
    fields >> std::hex >> begin >> dash >> end >> access;
    if (access.rfind("rw", 0) == 0) regions.emplace_back(begin, end);
  }
  const std::uint64_t own_begin = reinterpret_cast<std::uintptr_t>(window.data());
  const std::uint64_t own_end = own_begin + window.size();

  int count = 0;
  for (const auto& [begin, end] : regions) {
    for (std::uint64_t at = begin; at < end; at += window.size() - length) {
      const std::size_t wanted = (std::min)(window.size(), static_cast<std::size_t>(end - at));
      const ssize_t got = pread(memory, window.data(), wanted, static_cast<off_t>(at));
      for (std::size_t i = 0; got > 0 && i + length <= static_cast<std::size_t>(got); ++i) {
        if (at + i < own_end && at + i + length > own_begin) continue;
        // What the last window ended with was not looked at there.
        std::size_t matching = 0;
        while (matching < length && window[i + matching] == needle[matching]) ++matching;
        if (matching == length) ++count;
      }
    }
  }
  close(memory);
  return count;
}

}  // namespace memory_scan
