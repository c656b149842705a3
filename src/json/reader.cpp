#include "json/reader.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/wipe.hpp"

namespace bentocloud::json {
namespace {

constexpr std::size_t max_depth = 64;
constexpr std::size_t max_elements = 100'000;  // of an array

// 0001-01-01T00:00:00Z, Go's zero time: how the server writes that there is none.
constexpr Timestamp no_time{std::chrono::microseconds(-62'135'596'800'000'000)};

std::string_view name_of(Type type) noexcept {
  switch (type) {
    case Type::string:
    case Type::secret:
      return "a string";
    case Type::boolean:
      return "a boolean";
    case Type::count:
      return "a whole number that is not negative";
    case Type::timestamp:
    case Type::optional_timestamp:
      return "an RFC 3339 timestamp";
    case Type::object:
      return "an object";
    case Type::strings:
    case Type::objects:
      return "an array";
  }
  return "?";
}

// An object or an array that has begun and not ended.
struct Frame {
  const Schema* schema = nullptr;  // of an object
  void* target = nullptr;          // the struct, or the vector
  const Field* field = nullptr;    // of an object: of the current key, null when that is unknown;
                                   // of an array: the field whose value it is
  const Field* next = nullptr;     // of an object: the next one, if its keys come in the schema's
                                   // order
  std::size_t index = 0;           // of an array: of the next element
  std::uint32_t seen = 0;          // of an object: a bit for each field that was there

  [[nodiscard]] bool is_array() const noexcept { return schema == nullptr; }
};

// Where the next value goes.
struct Slot {
  Type type;
  const Field* field;
  void* member;

  // The address of the string or the struct itself.
  [[nodiscard]] void* make() const { return field->make != nullptr ? field->make(member) : member; }
  template <class Value>
  void store(const Value& value) const {
    *static_cast<Value*>(member) = value;
  }
};

// What nlohmann's parser calls, in the order of the text. Its names and types are the parser's.
class Handler final {
 public:
  Handler(std::string_view text, const Schema& (*schema)(), void* object, AfterMisfit after_misfit)
      : text_size_(text.size()),
        root_{{}, Type::object, true, 0, schema, nullptr},
        root_object_(object),
        after_misfit_(after_misfit) {
    frames_.reserve(8);
  }

  [[nodiscard]] const std::optional<Misfit>& misfit() const noexcept { return misfit_; }

  bool null() {
    const Slot* const slot = next_slot();
    // As good as absent; but an array has no place that may be empty.
    if (slot != nullptr && (slot->field->required || in_array())) wrong_type(*slot, "null");
    return goes_on();
  }

  bool boolean(bool value) {
    if (const Slot* const slot = next_slot(Type::boolean, "a boolean")) slot->store(value);
    return goes_on();
  }
  bool number_unsigned(std::uint64_t value) {
    if (const Slot* const slot = next_slot(Type::count, "a number")) slot->store(value);
    return goes_on();
  }
  bool number_integer(std::int64_t /*value*/) { return reject("a negative number"); }
  bool number_float(double /*value*/, const std::string& /*text*/) { return reject("a fraction"); }
  bool binary(const std::vector<std::uint8_t>& /*value*/) { return reject("binary"); }

  bool string(std::string& value) {
    const Slot* const slot = next_slot();
    if (slot == nullptr) return true;
    switch (slot->type) {
      case Type::string:
        // Copied, not moved: the parser goes on with its buffer.
        static_cast<std::string*>(slot->make())->assign(value);
        break;
      case Type::secret:
        slot->store(std::optional<Secret>(std::in_place, value));
        wipe(value);
        break;
      case Type::timestamp:
      case Type::optional_timestamp:
        timestamp(*slot, value);
        break;
      default:
        wrong_type(*slot, "a string");
    }
    return goes_on();
  }

  bool start_object(std::size_t /*size*/) {
    if (const Slot* const slot = next_slot(Type::object, "an object")) {
      Frame frame;
      frame.schema = &slot->field->schema();
      frame.next = frame.schema->begin();
      frame.target = slot->make();
      frames_.push_back(frame);
    } else {
      ++skipped_;
    }
    return within_depth();
  }

  bool key(std::string& name) {
    if (skipped_ > 0) return true;
    Frame& frame = frames_.back();
    frame.field = nullptr;
    const Field* const field = frame.schema->find(name, frame.next);
    if (field == frame.schema->end()) return true;

    frame.field = field;
    frame.next = field + 1;
    if ((frame.seen & field->bit) != 0) {
      misfit("is there twice");
      frame.field = nullptr;  // the first stays
    }
    frame.seen |= field->bit;
    return goes_on();
  }

  bool end_object() {
    if (skipped_ > 0) {
      --skipped_;
      return true;
    }
    Frame& frame = frames_.back();
    const std::uint32_t missing = frame.schema->required() & ~frame.seen;
    if (missing != 0) {
      const auto is_missing = [=](const Field& field) { return (field.bit & missing) != 0; };
      frame.field = std::find_if(frame.schema->begin(), frame.schema->end(), is_missing);
      misfit("is missing");
    }
    frames_.pop_back();
    return goes_on();
  }

  bool start_array(std::size_t /*size*/) {
    const Slot* const slot = next_slot();
    if (slot != nullptr && (slot->type == Type::strings || slot->type == Type::objects)) {
      if (slot->field->reserve != nullptr) slot->field->reserve(slot->member, text_size_);
      Frame frame;
      frame.target = slot->member;
      frame.field = slot->field;
      frames_.push_back(frame);
    } else {
      if (slot != nullptr) wrong_type(*slot, "an array");
      ++skipped_;
    }
    return within_depth();
  }

  bool end_array() {
    if (skipped_ > 0) {
      --skipped_;
    } else {
      frames_.pop_back();
    }
    return true;
  }

  // The parser's own message is dropped, for it quotes the text, which may hold a secret.
  template <class Exception>
  bool parse_error(std::size_t position, const std::string& /*token*/, const Exception&) {
    misfit("is not valid JSON at byte " + std::to_string(position));
    return false;
  }

 private:
  // Where the value that now begins goes; null when it is to be skipped.
  const Slot* next_slot() {
    if (skipped_ > 0) return nullptr;
    if (frames_.empty()) return &(slot_ = {Type::object, &root_, root_object_});
    Frame& frame = frames_.back();
    if (frame.is_array()) {
      if (frame.index++ >= max_elements) {
        misfit("is one of more than " + std::to_string(max_elements) + " elements");
        return nullptr;
      }
      const Type element = frame.field->type == Type::strings ? Type::string : Type::object;
      return &(slot_ = {element, frame.field, frame.target});
    }
    if (frame.field == nullptr) return nullptr;
    return &(slot_ = {frame.field->type, frame.field,
                      static_cast<char*>(frame.target) + frame.field->offset});
  }

  // The same for a value of `type`: null, and a misfit, when another one belongs there.
  const Slot* next_slot(Type type, std::string_view what) {
    const Slot* const slot = next_slot();
    if (slot == nullptr || slot->type == type) return slot;
    wrong_type(*slot, what);
    return nullptr;
  }

  bool reject(std::string_view what) {
    if (const Slot* const slot = next_slot()) wrong_type(*slot, what);
    return goes_on();
  }

  void timestamp(const Slot& slot, std::string_view text) {
    const bool may_be_none = slot.type == Type::optional_timestamp;
    std::optional<Timestamp> time = parse_timestamp(text);
    if (!time && !(may_be_none && text.empty())) {
      misfit("is not an RFC 3339 timestamp");
    } else if (may_be_none) {
      if (time == no_time) time.reset();
      slot.store(time);
    } else {
      slot.store(*time);
    }
  }

  [[nodiscard]] bool goes_on() const noexcept {
    return !misfit_ || after_misfit_ == AfterMisfit::go_on;
  }

  bool within_depth() {
    if (frames_.size() + skipped_ <= max_depth) return goes_on();
    misfit("is nested deeper than " + std::to_string(max_depth) + " levels");
    return false;
  }

  [[nodiscard]] bool in_array() const noexcept {
    return !frames_.empty() && frames_.back().is_array();
  }

  void wrong_type(const Slot& slot, std::string_view what) {
    misfit("is " + std::string(what) + " where " + std::string(name_of(slot.type)) + " belongs");
  }

  void misfit(std::string reason) {
    if (!misfit_) misfit_ = Misfit{path(), std::move(reason)};
  }

  // Of the value that is being read: `items[3].expired_at`.
  [[nodiscard]] std::string path() const {
    std::string path;
    for (const Frame& frame : frames_) {
      if (frame.is_array()) {
        if (frame.index > 0) path += '[' + std::to_string(frame.index - 1) + ']';
      } else if (frame.field != nullptr) {
        if (!path.empty()) path += '.';
        path += frame.field->key;
      }
    }
    return path;
  }

  std::size_t text_size_;
  Field root_;
  void* root_object_;
  Slot slot_{};  // the last one
  AfterMisfit after_misfit_;
  std::vector<Frame> frames_;
  std::size_t skipped_ = 0;  // how many objects and arrays deep in a value that nobody wants
  std::optional<Misfit> misfit_;
};

}  // namespace

Schema::Schema(std::initializer_list<Field> fields) : size_(fields.size()) {
  std::copy(fields.begin(), fields.end(), fields_.begin());
  std::uint32_t bit = 1;
  for (std::size_t i = 0; i < size_; ++i, bit <<= 1) {
    fields_[i].bit = bit;
    if (fields_[i].required) required_ |= bit;
  }
}

const Field* Schema::find(std::string_view key) const noexcept {
  return std::find_if(begin(), end(), [=](const Field& field) { return field.key == key; });
}

std::optional<Misfit> read(std::string_view text, const Schema& (*schema)(), void* object,
                           AfterMisfit after_misfit) {
  Handler handler(text, schema, object, after_misfit);
  nlohmann::json::sax_parse(text.begin(), text.end(), &handler);
  if (handler.misfit()) return handler.misfit();
  // The parser takes a NUL byte for the end, whatever comes after it.
  const std::size_t nul = text.find('\0');
  if (nul == std::string_view::npos) return std::nullopt;
  return Misfit{{}, "is not valid JSON at byte " + std::to_string(nul + 1)};
}

}  // namespace bentocloud::json
