#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <bentocloud/secret.hpp>
#include <bentocloud/timestamp.hpp>

/// Reads JSON straight into structs, in one pass and without a document in between. What a struct
/// looks like as JSON is said once, as a table:
///
/// \code
/// template <>
/// const Schema& schema_of<Label>() {
///   static const Schema schema{required<&Label::key>("key"), optional<&Label::value>("value")};
///   return schema;
/// }
/// \endcode
namespace bentocloud::json {

class Schema;

template <class Struct>
const Schema& schema_of();

/// What a member can hold.
enum class Type : std::uint8_t {
  string,
  boolean,
  count,  ///< a whole number, not negative
  timestamp,
  optional_timestamp,  ///< an empty string, and Go's zero time, mean none
  secret,
  object,
  strings,  ///< an array of them
  objects,
};

/// One key of a JSON object, and the member that its value goes into. Absent and `null` leave the
/// member as it is.
struct Field {
  std::string_view key;
  Type type;
  bool required;                ///< absent and `null` are errors
  std::size_t offset;           ///< of the member in the struct
  const Schema& (*schema)();    ///< of an `object`, or of each of `objects`
  void* (*make)(void* member);  ///< makes the value in the member (of an array: one more), and
                                ///< returns its address; null when the member is the value
  void (*reserve)(void* member, std::size_t bytes) = nullptr;  ///< of a `bulk` array: makes room
  std::uint32_t bit = 0;  ///< the schema's: one that no other field of it has
};

/// All fields of a struct, in the order in which the server writes them (which is only the faster
/// one to read).
class Schema {
 public:
  Schema(std::initializer_list<Field> fields);

  [[nodiscard]] const Field* begin() const noexcept { return fields_.data(); }
  [[nodiscard]] const Field* end() const noexcept { return begin() + size_; }
  /// The bits of the fields that are required.
  [[nodiscard]] std::uint32_t required() const noexcept { return required_; }

  /// The field whose key is `key`, perhaps `guess`; `end()` when there is none.
  [[nodiscard]] const Field* find(std::string_view key, const Field* guess) const noexcept {
    return guess != end() && equal(guess->key, key) ? guess : find(key);
  }

 private:
  // Byte by byte: the parser has just written `key` so, and a load of more bytes at once, which is
  // what `memcmp` does, would have to wait until all of them are in the cache.
  [[nodiscard]] static bool equal(std::string_view name, std::string_view key) noexcept {
    if (name.size() != key.size()) return false;
    std::size_t same = 0;
    while (same < key.size() && name[same] == key[same]) ++same;
    return same == key.size();
  }

  [[nodiscard]] const Field* find(std::string_view key) const noexcept;

  static constexpr std::size_t max_fields = 32;  // for which there are bits
  std::array<Field, max_fields> fields_{};
  std::size_t size_;
  std::uint32_t required_ = 0;
};

// Tables are used for as long as the program runs, also while its globals are destroyed.
static_assert(std::is_trivially_destructible_v<Schema>);

/// Why a text is not the JSON that was expected, and where: `items[3].expired_at`.
struct Misfit {
  std::string path;
  std::string reason;
};

/// What to do after a value that does not fit.
enum class AfterMisfit {
  stop,
  go_on,  ///< with the next value, so that what does fit is read all the same
};

/// Reads `text` into `object`. Returns the first misfit.
///
/// Needs memory for what it keeps, not for what is in the text (but for a `bulk` array as much as
/// the text has); nesting is bounded, and so is the number of elements that are kept of an array.
[[nodiscard]] std::optional<Misfit> read(std::string_view text, const Schema& (*schema)(),
                                         void* object, AfterMisfit after_misfit);

template <class Struct>
[[nodiscard]] std::optional<Misfit> read(std::string_view text, Struct& object,
                                         AfterMisfit after_misfit = AfterMisfit::go_on) {
  return read(text, &schema_of<Struct>, &object, after_misfit);
}

namespace detail {

/// How a member of type `Member` is read.
template <class Member>
struct Shape;

template <Type type_>
struct Scalar {
  static constexpr Type type = type_;
  static constexpr const Schema& (*schema)() = nullptr;
  static constexpr void* (*make)(void*) = nullptr;
};

template <>
struct Shape<std::string> : Scalar<Type::string> {};
template <>
struct Shape<std::optional<std::string>> {
  static constexpr Type type = Type::string;
  static constexpr const Schema& (*schema)() = nullptr;
  static void* make(void* member) {
    return &static_cast<std::optional<std::string>*>(member)->emplace();
  }
};
template <>
struct Shape<bool> : Scalar<Type::boolean> {};
template <>
struct Shape<std::uint64_t> : Scalar<Type::count> {};
template <>
struct Shape<Timestamp> : Scalar<Type::timestamp> {};
template <>
struct Shape<std::optional<Timestamp>> : Scalar<Type::optional_timestamp> {};
template <>
struct Shape<std::optional<Secret>> : Scalar<Type::secret> {};
template <>
struct Shape<std::vector<std::string>> {
  static constexpr Type type = Type::strings;
  static constexpr const Schema& (*schema)() = nullptr;
  static void* make(void* member) {
    auto& strings = *static_cast<std::vector<std::string>*>(member);
    if (strings.empty()) strings.reserve(2);  // one alone is rare
    return &strings.emplace_back();
  }
};

template <class Struct>
struct Shape<std::optional<Struct>> {
  static constexpr Type type = Type::object;
  static constexpr const Schema& (*schema)() = &schema_of<Struct>;
  static void* make(void* member) {
    return &static_cast<std::optional<Struct>*>(member)->emplace();
  }
};
template <class Struct>
struct Shape<std::vector<Struct>> {
  static constexpr Type type = Type::objects;
  static constexpr const Schema& (*schema)() = &schema_of<Struct>;
  static void* make(void* member) {
    return &static_cast<std::vector<Struct>*>(member)->emplace_back();
  }
};

template <class Struct>
void reserve(void* member, std::size_t bytes) {
  static_cast<std::vector<Struct>*>(member)->reserve(bytes / sizeof(Struct));
}

template <class Pointer>
struct MemberPointer;
template <class Struct, class Member>
struct MemberPointer<Member Struct::*> {
  using struct_type = Struct;
  using member_type = Member;
};

template <auto pointer>
std::size_t offset_of() {
  const typename MemberPointer<decltype(pointer)>::struct_type sample{};
  return static_cast<std::size_t>(reinterpret_cast<const char*>(&(sample.*pointer)) -
                                  reinterpret_cast<const char*>(&sample));
}

template <auto pointer>
Field field(std::string_view key, bool required) {
  using Member = Shape<typename MemberPointer<decltype(pointer)>::member_type>;
  return {key, Member::type, required, offset_of<pointer>(), Member::schema, Member::make};
}

}  // namespace detail

template <auto pointer>
Field required(std::string_view key) {
  return detail::field<pointer>(key, true);
}

template <auto pointer>
Field optional(std::string_view key) {
  return detail::field<pointer>(key, false);
}

/// An array that most of the text is, in the outermost struct: it gets at once as much memory as
/// the text has, so that its elements hardly ever move.
template <auto pointer>
Field bulk(std::string_view key) {
  using Member = typename detail::MemberPointer<decltype(pointer)>::member_type;
  Field field = optional<pointer>(key);
  field.reserve = &detail::reserve<typename Member::value_type>;
  return field;
}

}  // namespace bentocloud::json
