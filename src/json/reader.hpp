#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
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
  bool required;                  ///< absent and `null` are errors
  void* (*member)(void* object);  ///< the member's address
  const Schema& (*schema)();      ///< of an `object`, or of each of `objects`
  void* (*make)(void* member);    ///< makes the value in the member (of an array: one more), and
                                  ///< returns its address; null when the member is the value
};

/// All fields of a struct, in the order in which the server writes them (which is only the faster
/// one to read).
class Schema {
 public:
  Schema(std::initializer_list<Field> fields);

  // At most 32: what `Frame::seen` has bits for.
  [[nodiscard]] const Field& operator[](std::size_t index) const noexcept { return fields_[index]; }
  [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
  /// A bit for each field that is required.
  [[nodiscard]] std::uint32_t required() const noexcept { return required_; }

  /// The index of `key`, looked for from `guess` on; `size()` when there is none.
  [[nodiscard]] std::size_t find(std::string_view key, std::size_t guess) const noexcept {
    return guess < size() && fields_[guess].key == key ? guess : find(key);
  }

 private:
  [[nodiscard]] std::size_t find(std::string_view key) const noexcept;

  std::vector<Field> fields_;
  std::uint32_t required_ = 0;
};

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
/// Needs memory for what it keeps, not for what is in the text; nesting is bounded, and so is the
/// number of elements that are kept of an array.
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
    return &static_cast<std::vector<std::string>*>(member)->emplace_back();
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

template <class Pointer>
struct MemberPointer;
template <class Struct, class Member>
struct MemberPointer<Member Struct::*> {
  using struct_type = Struct;
  using member_type = Member;
};

template <auto pointer>
void* member_of(void* object) {
  using Struct = typename MemberPointer<decltype(pointer)>::struct_type;
  return &(static_cast<Struct*>(object)->*pointer);
}

template <auto pointer>
Field field(std::string_view key, bool required) {
  using Member = Shape<typename MemberPointer<decltype(pointer)>::member_type>;
  return {key, Member::type, required, &member_of<pointer>, Member::schema, Member::make};
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

}  // namespace bentocloud::json
