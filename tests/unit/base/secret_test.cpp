#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <bentocloud/secret.hpp>

#include "base/wipe.hpp"

namespace bentocloud {
namespace {

template <class Value, class = void>
struct IsPrintable : std::false_type {};
template <class Value>
struct IsPrintable<
    Value, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const Value&>())>>
    : std::true_type {};
static_assert(IsPrintable<int>::value && !IsPrintable<Secret>::value,
              "a secret must not be printed by chance");
static_assert(!std::is_convertible_v<std::string, Secret> &&
                  !std::is_convertible_v<Secret, std::string>,
              "a secret must not be made or read by chance");

TEST(Secret, HoldsWhatItWasGiven) {
  const std::string text("with\0nul", 8);
  EXPECT_EQ(Secret(text).reveal(), text);
  EXPECT_FALSE(Secret("a").empty());
}

TEST(Secret, MayBeEmpty) {
  EXPECT_TRUE(Secret().empty());
  EXPECT_TRUE(Secret("").empty());
  EXPECT_EQ(Secret(), Secret(""));
  EXPECT_EQ(Secret().reveal(), "");
}

TEST(Secret, IsComparedByValue) {
  EXPECT_EQ(Secret("abc"), Secret("abc"));
  EXPECT_NE(Secret("abc"), Secret("abd"));
  EXPECT_NE(Secret("abc"), Secret("abcd"));
  EXPECT_NE(Secret("abc"), Secret());
}

TEST(Secret, CopiesShareTheirBytes) {
  std::optional<Secret> original(std::in_place, "value");
  const Secret copy = *original;
  EXPECT_EQ(copy.reveal().data(), original->reveal().data());
  original.reset();
  EXPECT_EQ(copy.reveal(), "value");
}

// A number, and no pointer, which must not be used when the memory is freed.
std::uintptr_t address_of(std::string_view bytes) {
  return reinterpret_cast<std::uintptr_t>(bytes.data());
}

// The memory itself, which the program may no longer look at. Allocates nothing, for that could be
// given the very memory that was just freed, and overwrite it.
std::string_view memory_at(std::uintptr_t address, std::size_t size) {
  static std::array<char, 8192> bytes;
  const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(pread(memory, bytes.data(), size, static_cast<off_t>(address)),
            static_cast<ssize_t>(size));
  close(memory);
  return {bytes.data(), size};
}

// What the allocator writes into freed memory may be there, but no four characters of the value.
bool has_part_of(std::string_view bytes, std::string_view value) {
  for (std::size_t i = 0; i + 4 <= value.size(); ++i) {
    if (bytes.find(value.substr(i, 4)) != std::string::npos) return true;
  }
  return false;
}

// glibc writes over the first 16 bytes of a freed block, which would hide whether a short value is
// wiped; but it does so only to seven blocks of a size, and from then on to the first 8 bytes.
void free_seven_blocks_like_that_of(const std::string& value) {
  std::array<Secret, 7> others;
  for (Secret& other : others) other = Secret(value);
}

TEST(Secret, IsOverwrittenWhenTheLastCopyGoes) {
  for (const std::size_t size : {12U, 15U, 16U, 100U, 5000U}) {
    std::string value;
    for (std::size_t i = 0; i < size; ++i) value += static_cast<char>('!' + i % 90);
    std::optional<Secret> secret(std::in_place, value);
    std::optional<Secret> copy = secret;
    const std::uintptr_t address = address_of(secret->reveal());
    secret.reset();
    EXPECT_EQ(memory_at(address, size), value);
    free_seven_blocks_like_that_of(value);
    copy.reset();
    EXPECT_FALSE(has_part_of(memory_at(address, size), value)) << size;
  }
}

// What std::getenv gives for a variable that is not set.
TEST(Secret, OfANullPointerIsEmpty) {
  const char* unset = std::getenv("BENTOCLOUD_TEST_VARIABLE_THAT_IS_NOT_SET");
  EXPECT_TRUE(Secret(unset).empty());
  EXPECT_EQ(Secret("value").reveal(), "value");
  EXPECT_EQ(Secret(std::string("val\0ue", 6)).reveal().size(), 6U);
}

TEST(Wipe, OverwritesAllThatAStringHasAllocated) {
  std::string text(1000, 'x');
  text.resize(10);
  std::uintptr_t address = address_of(text);
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(memory_at(address, 1000), std::string(1000, '\0'));

  std::string inside = "short";
  address = address_of(inside);
  wipe(inside);
  EXPECT_EQ(memory_at(address, 5), std::string(5, '\0'));
}

// To an optimiser, writing to what is about to go is of no use: here clang leaves out a std::fill.
TEST(Wipe, IsNotLeftOutForMemoryThatIsAboutToGo) {
  static constexpr std::string_view value = "longer than what the allocator writes over";
  auto bytes = std::make_unique<char[]>(value.size());
  std::copy(value.begin(), value.end(), bytes.get());
  const std::uintptr_t address = address_of({bytes.get(), value.size()});
  ASSERT_EQ(memory_at(address, value.size()), value);
  wipe(bytes.get(), value.size());
  bytes.reset();
  EXPECT_FALSE(has_part_of(memory_at(address, value.size()), value));
}

TEST(Wipe, AtTheEndOfAScope) {
  std::string text(100, 'x');
  const std::uintptr_t address = address_of(text);
  {
    const WipeAtExit wipe_text(text);
    EXPECT_EQ(text.size(), 100u);
  }
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(memory_at(address, 100), std::string(100, '\0'));
}

}  // namespace
}  // namespace bentocloud
