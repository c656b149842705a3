#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <bentocloud/scope.hpp>
#include <bentocloud/secret.hpp>
#include <bentocloud/timestamp.hpp>

/// Reads JSON straight into structs, in one pass and without a document in between. What a struct
/// looks like as JSON is said once, as a table:
///
/// \code
/// template <>
/// const Schema& schema_of<Label>() {
///   static constexpr Field fields[] = {required<&Label::key>("key"),
///                                      optional<&Label::value>("value")};
///   static constexpr Schema schema(fields);
///   return schema;
/// }
/// \endcode
namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace json {

struct Field;

/// All fields of a struct, in the order in which the server writes them (which is only the faster
/// one to read). At most 32.
class Schema {
 public:
  template <std::size_t size>
  constexpr explicit Schema(const Field (&fields)[size]);

  [[nodiscard]] constexpr const Field* begin() const noexcept { return begin_; }
  [[nodiscard]] constexpr const Field* end() const noexcept { return end_; }
  /// The bits of the fields that are required.
  [[nodiscard]] constexpr std::uint32_t required() const noexcept { return required_; }
  [[nodiscard]] std::uint32_t bit_of(const Field* field) const noexcept;

 private:
  const Field* begin_;
  const Field* end_;
  std::uint32_t required_ = 0;
};

template <class Struct>
const Schema& schema_of();

/// How much memory what is read may still take.
class Budget {
 public:
  Budget(std::size_t text_size, std::size_t bytes) noexcept : text_size_(text_size), left_(bytes) {}

  [[nodiscard]] std::size_t text_size() const noexcept { return text_size_; }

  [[nodiscard]] bool take(std::size_t bytes) noexcept {
    if (bytes > left_) return false;
    left_ -= bytes;
    return true;
  }
  void give_back(std::size_t bytes) noexcept { left_ += bytes; }

 private:
  std::size_t text_size_;
  std::size_t left_;
};

/// A struct of any type.
struct Object {
  const Schema* schema = nullptr;
  void* address = nullptr;
};

/// Where an object goes: `add` makes the struct there; without an address when that would exceed
/// the budget.
struct ObjectSlot {
  void* member;
  Object (*add)(void* member, Budget& budget);
};

/// An array of objects.
struct ObjectArraySlot {
  ObjectSlot element;
};

/// One more scope of an array.
struct NextScope {
  std::vector<Scope>* scopes;
};

/// Where a value goes, and so of which type it has to be; `std::monostate`: nowhere.
using Slot = std::variant<std::monostate, std::string*, std::optional<std::string>*, NextScope,
                          std::optional<Secret>*, Timestamp*, std::optional<Timestamp>*, bool*,
                          std::uint64_t*, std::vector<Scope>*, ObjectSlot, ObjectArraySlot>;

/// One key of a JSON object, and the member that its value goes into. Absent and `null` leave the
/// member as it is. An empty `optional_timestamp` and Go's zero time mean none.
struct Field {
  std::string_view key;
  bool required;                ///< absent and `null` are errors
  Slot (*slot)(void* address);  ///< the member of the struct at that address
};

template <std::size_t size>
constexpr Schema::Schema(const Field (&fields)[size]) : begin_(fields), end_(fields + size) {
  static_assert(size <= 32, "there is a bit for each field");
  for (std::size_t i = 0; i < size; ++i) {
    if (fields[i].required) required_ |= std::uint32_t{1} << i;
  }
}

/// Why a text is not the JSON that was expected, and where.
struct Mismatch {
  std::string path;
  std::string reason;

  /// `items[3].expired_at: expected a string, got a number`
  [[nodiscard]] std::string text() const { return path.empty() ? reason : path + ": " + reason; }
};

/// What to do after a value that does not match.
enum class AfterMismatch {
  stop,
  go_on,  ///< with the next value, so that what does match is read all the same
};

/// Reads `text` into what is at `root`. Returns the first mismatch.
///
/// What is kept takes at most `budget` bytes, and what the parser needs at most 2 MiB. Nesting is
/// bounded, and so is the length of a string: 64 KiB.
[[nodiscard]] std::optional<Mismatch> read(std::string_view text, const Slot& root,
                                           AfterMismatch after_mismatch, std::size_t budget);

/// How much of what is in `text` is kept: a response must not take much more memory than it has
/// bytes. The allowance is as much as 1,000 tokens need, the largest page, however little is said
/// of each.
[[nodiscard]] constexpr std::size_t budget_of(std::string_view text) noexcept {
  return 2 * text.size() + (std::size_t{2} << 20);
}
/// For a text that the caller has chosen.
inline constexpr std::size_t no_budget = SIZE_MAX / 2;

namespace detail {

/// Makes room for one more element; false when that would exceed the budget, while there are two of
/// the array.
template <class Element>
bool make_room(std::vector<Element>& array, Budget& budget, std::size_t least_capacity = 2) {
  const std::size_t capacity = array.capacity();
  if (array.size() < capacity) return true;
  const std::size_t larger = (std::max)(least_capacity, capacity + capacity / 2);
  if (!budget.take(larger * sizeof(Element))) return false;
  array.reserve(larger);
  budget.give_back(capacity * sizeof(Element));
  return true;
}

/// One more element; null when that would exceed the budget.
template <class Element>
Element* append(std::vector<Element>& array, Budget& budget, std::size_t least_capacity = 2) {
  return make_room(array, budget, least_capacity) ? &array.emplace_back() : nullptr;
}

template <class Struct>
Slot slot_of(std::vector<Struct>& array) {
  return ObjectArraySlot{
      {&array, [](void* member, Budget& budget) -> Object {
         return {&schema_of<Struct>(), append(*static_cast<std::vector<Struct>*>(member), budget)};
       }}};
}

template <class Struct>
Slot bulk_slot_of(std::vector<Struct>& array) {
  return ObjectArraySlot{{&array, [](void* member, Budget& budget) -> Object {
                            auto& elements = *static_cast<std::vector<Struct>*>(member);
                            const std::size_t expected = budget.text_size() / sizeof(Struct);
                            return {&schema_of<Struct>(), append(elements, budget, expected + 2)};
                          }}};
}

template <class Struct>
Slot slot_of(std::optional<Struct>& object) {
  return ObjectSlot{
      &object, [](void* member, Budget&) -> Object {
        return {&schema_of<Struct>(), &static_cast<std::optional<Struct>*>(member)->emplace()};
      }};
}

template <class Struct>
Slot slot_of(Struct& object) {
  return ObjectSlot{&object, [](void* member, Budget&) -> Object {
                      return {&schema_of<Struct>(), member};
                    }};
}

template <auto pointer>
struct Member;
template <class Struct, class Type, Type Struct::*pointer>
struct Member<pointer> {
  static Slot slot(void* address) {
    Type& member = static_cast<Struct*>(address)->*pointer;
    if constexpr (std::is_constructible_v<Slot, Type*>) {
      return &member;
    } else {
      return slot_of(member);
    }
  }
  static Slot bulk_slot(void* address) {
    return bulk_slot_of(static_cast<Struct*>(address)->*pointer);
  }
};

}  // namespace detail

template <auto pointer>
constexpr Field required(std::string_view key) {
  return {key, true, &detail::Member<pointer>::slot};
}

template <auto pointer>
constexpr Field optional(std::string_view key) {
  return {key, false, &detail::Member<pointer>::slot};
}

/// An array that most of the text is, of objects that are seldom shorter in it than in memory: its
/// elements hardly ever move.
template <auto pointer>
constexpr Field bulk(std::string_view key) {
  return {key, false, &detail::Member<pointer>::bulk_slot};
}

/// Reads an object into a struct, or an array into a vector of structs.
template <class Value>
[[nodiscard]] std::optional<Mismatch> read(std::string_view text, Value& value,
                                           AfterMismatch after_mismatch, std::size_t budget) {
  return read(text, detail::slot_of(value), after_mismatch, budget);
}

template <class Value>
[[nodiscard]] std::optional<Mismatch> read(std::string_view text, Value& value,
                                           AfterMismatch after_mismatch = AfterMismatch::go_on) {
  return read(text, value, after_mismatch, budget_of(text));
}

}  // namespace json
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
