#include "services/uid_set.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace api_token {
namespace {

constexpr std::size_t min_block_size = std::size_t{16} * 1024;
constexpr std::size_t min_slots = 8;

std::string_view text_at(const char* entry) noexcept {
  std::size_t size = 0;
  std::memcpy(&size, entry, sizeof size);
  return {entry + sizeof size, size};
}

}  // namespace

bool UidSet::insert(std::string_view uid) {
  if (contains(uid)) return false;
  if (size_ + 1 > slots_.size() / 4 * 3) grow();
  slots_[slot_of(uid)] = store(uid);
  ++size_;
  return true;
}

bool UidSet::contains(std::string_view uid) const noexcept {
  return !slots_.empty() && slots_[slot_of(uid)] != nullptr;
}

std::size_t UidSet::bytes() const noexcept {
  return text_bytes_ + slots_.size() * sizeof(const char*);
}

// Where `uid` is, or where it belongs.
std::size_t UidSet::slot_of(std::string_view uid) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = std::hash<std::string_view>()(uid) & mask;
  while (slots_[slot] != nullptr && text_at(slots_[slot]) != uid) slot = (slot + 1) & mask;
  return slot;
}

const char* UidSet::store(std::string_view uid) {
  const std::size_t size = uid.size();
  const std::size_t needed = sizeof size + size;
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < needed) {
    blocks_.emplace_back().reserve((std::max)(needed, min_block_size));
  }
  std::string& block = blocks_.back();
  text_bytes_ += needed;
  const std::size_t begin = block.size();
  block.append(reinterpret_cast<const char*>(&size), sizeof size).append(uid);
  return block.data() + begin;
}

void UidSet::grow() {
  std::vector<const char*> old((std::max)(slots_.size() * 2, min_slots), nullptr);
  old.swap(slots_);
  for (const char* entry : old) {
    if (entry != nullptr) slots_[slot_of(text_at(entry))] = entry;
  }
}

}  // namespace api_token
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
