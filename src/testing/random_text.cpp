#include "testing/random_text.hpp"

#include <cstddef>
#include <random>
#include <string_view>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {
namespace {

std::string random_text(std::size_t size, std::string_view characters) {
  thread_local std::mt19937_64 engine{std::random_device{}()};
  std::uniform_int_distribution<std::size_t> index(0, characters.size() - 1);
  std::string text;
  while (text.size() < size) text += characters[index(engine)];
  return text;
}

}  // namespace

std::string random_uid() { return random_text(25, "0123456789abcdef"); }

std::string random_value() { return 'c' + random_text(19, "abcdefghijklmnopqrstuvwxyz0123456789"); }

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
