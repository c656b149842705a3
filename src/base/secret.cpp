#include <algorithm>
#include <memory>
#include <ostream>

#include <bentocloud/secret.hpp>

#include "base/wipe.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

// A buffer of its own, and not a std::string, whose moves leave short values behind.
class Secret::Bytes {
 public:
  explicit Bytes(std::string_view value)
      : data_(std::make_unique<char[]>(value.size())), size_(value.size()) {
    std::copy(value.begin(), value.end(), data_.get());
  }
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;
  ~Bytes() { wipe(data_.get(), size_); }

  [[nodiscard]] std::string_view view() const noexcept { return {data_.get(), size_}; }

 private:
  std::unique_ptr<char[]> data_;
  std::size_t size_;
};

Secret::Secret(std::string_view value)
    : bytes_(value.empty() ? nullptr : std::make_shared<const Bytes>(value)) {}

std::string_view Secret::reveal() const noexcept {
  return bytes_ ? bytes_->view() : std::string_view();
}

bool operator==(const Secret& left, const Secret& right) noexcept {
  const std::string_view a = left.reveal();
  const std::string_view b = right.reveal();
  if (a.size() != b.size()) return false;
  volatile unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  }
  return difference == 0;
}

void PrintTo(const Secret& secret, std::ostream* out) {
  *out << (secret.empty() ? "[empty]" : "[redacted]");
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
