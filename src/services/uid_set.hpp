#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <bentocloud/export.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace api_token {

/// Many uids in little memory: besides its text each takes some 25 bytes. It holds the texts and
/// not only hashes of them, so that two uids are never taken for one.
class UidSet {
 public:
  UidSet() = default;
  UidSet(const UidSet&) = delete;
  UidSet& operator=(const UidSet&) = delete;

  /// Returns whether `uid` was not there before.
  bool insert(std::string_view uid);
  [[nodiscard]] bool contains(std::string_view uid) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Memory in use.
  [[nodiscard]] std::size_t bytes() const noexcept;

 private:
  [[nodiscard]] std::size_t slot_of(std::string_view uid) const noexcept;
  [[nodiscard]] const char* store(std::string_view uid);
  void grow();

  std::deque<std::string> blocks_;  // of texts, each behind its size; a block never grows
  std::size_t text_bytes_ = 0;      // in all blocks
  std::vector<const char*> slots_;  // into the blocks, or null; a power of two, some always null
  std::size_t size_ = 0;
};

}  // namespace api_token
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
