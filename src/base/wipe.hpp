#pragma once

#include <cstddef>
#include <cstring>
#include <string>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// Overwrites memory in a way that no optimiser can leave out.
inline void wipe(char* bytes, std::size_t size) noexcept {
  // Read anew for each call, so that for all it knows this is not `memset`.
  static void* (*const volatile overwrite)(void*, int, std::size_t) = &std::memset;
  overwrite(bytes, 0, size);
}

/// Overwrites all that `text` has allocated, and empties it.
inline void wipe(std::string& text) noexcept {
  text.resize(text.capacity());  // within the capacity: does not allocate
  wipe(text.data(), text.size());
  text.clear();
}

/// Wipes a string at the end of the scope, however that comes.
class WipeAtExit {
 public:
  explicit WipeAtExit(std::string& text) noexcept : text_(text) {}
  WipeAtExit(const WipeAtExit&) = delete;
  WipeAtExit& operator=(const WipeAtExit&) = delete;
  ~WipeAtExit() { wipe(text_); }

 private:
  std::string& text_;
};

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
