#include "json/reader.hpp"

#include <nlohmann/json.hpp>

#include "base/wipe.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace json {
namespace {

constexpr std::size_t max_depth = 64;

// The parser keeps what is between two quotation marks, in buffers that double.
constexpr std::size_t max_stretch = std::size_t{64} << 10;

// 0001-01-01T00:00:00Z, Go's zero time: how the server writes that there is none.
constexpr Timestamp no_time{std::chrono::microseconds(-62'135'596'800'000'000)};

// The type of value that belongs into a slot.
struct Expected {
  template <class String>
  std::string_view operator()(const String&) const {
    return "a string";
  }
  std::string_view operator()(bool*) const { return "a boolean"; }
  std::string_view operator()(std::uint64_t*) const {
    return "a whole number that is not negative";
  }
  std::string_view operator()(Timestamp*) const { return "an RFC 3339 timestamp"; }
  std::string_view operator()(std::optional<Timestamp>*) const { return "an RFC 3339 timestamp"; }
  std::string_view operator()(ObjectSlot) const { return "an object"; }
  std::string_view operator()(std::vector<Scope>*) const { return "an array"; }
  std::string_view operator()(ObjectArraySlot) const { return "an array"; }
};

// An object or an array that has begun and not ended.
struct Frame {
  Object object;                 // without a schema: an array
  const Field* field = nullptr;  // of the object: of the current key, null when that is unknown
  const Field* next = nullptr;   // the next one, if the keys come in the schema's order
  std::uint32_t seen = 0;        // a bit for each field that was there
  Slot element;                  // of the array
  std::size_t index = 0;         // of its next element

  [[nodiscard]] bool is_array() const noexcept { return object.schema == nullptr; }
};

// What nlohmann's parser calls, in the order of the text. Its names and types are the parser's.
class Handler final {
 public:
  Handler(std::size_t text_size, std::size_t readable_size, const Slot& root,
          AfterMismatch after_mismatch, std::size_t budget)
      : is_cut_(readable_size < text_size),
        readable_size_(readable_size),
        root_(root),
        after_mismatch_(after_mismatch),
        budget_(text_size, budget) {
    frames_.reserve(8);
  }

  [[nodiscard]] const std::optional<Mismatch>& mismatch() const noexcept { return mismatch_; }

  bool null() {
    const Slot slot = next_slot();
    // As good as absent; but an array has no place that may be empty.
    const bool is_member = !frames_.empty() && !frames_.back().is_array();
    const Field* const field = is_member ? frames_.back().field : nullptr;
    return (field != nullptr && !field->required) || wrong_type(slot, "null");
  }
  bool boolean(bool value) { return scalar(value, "a boolean"); }
  bool number_unsigned(std::uint64_t value) { return scalar(value, "a number"); }
  bool number_integer(std::int64_t /*value*/) { return reject("a negative number"); }
  bool number_float(double /*value*/, const std::string& /*text*/) { return reject("a fraction"); }
  bool binary(const std::vector<std::uint8_t>& /*value*/) { return reject("binary"); }

  bool string(std::string& value) {
    const Slot slot = next_slot();
    // The most frequent ones, without the detour of `visit`.
    if (std::holds_alternative<std::monostate>(slot)) return true;
    if (const auto* const place = std::get_if<std::string*>(&slot)) return store(*place, value);
    return std::visit([&](const auto& place) { return store(place, value); }, slot);
  }

  bool start_object(std::size_t /*size*/) {
    const Slot slot = next_slot();
    const ObjectSlot* const place = std::get_if<ObjectSlot>(&slot);
    Frame frame;
    if (place != nullptr) frame.object = place->add(place->member, budget_);
    if (frame.object.address == nullptr) {
      ++skipped_;
      const bool goes_on = place != nullptr ? too_much() : wrong_type(slot, "an object");
      return goes_on && within_depth();
    }
    frame.next = frame.object.schema->begin();
    frames_.push_back(frame);
    return within_depth();
  }

  bool key(std::string& name) {
    if (skipped_ > 0) return true;
    Frame& frame = frames_.back();
    const Schema& schema = *frame.object.schema;
    frame.field = find(schema, name, frame.next);
    if (frame.field == nullptr) return true;

    frame.next = frame.field + 1;
    const std::uint32_t bit = schema.bit_of(frame.field);
    const bool is_first = (frame.seen & bit) == 0;
    frame.seen |= bit;
    if (is_first) return true;
    const bool goes_on = fail("appears twice");
    frame.field = nullptr;  // the first stays
    return goes_on;
  }

  bool end_object() {
    if (skipped_ > 0) {
      --skipped_;
      return true;
    }
    Frame& frame = frames_.back();
    const Schema& schema = *frame.object.schema;
    const std::uint32_t missing = schema.required() & ~frame.seen;
    bool goes_on = true;
    if (missing != 0) {
      frame.field = std::find_if(schema.begin(), schema.end(), [&](const Field& field) {
        return (schema.bit_of(&field) & missing) != 0;
      });
      goes_on = fail("missing");
    }
    frames_.pop_back();
    return goes_on;
  }

  bool start_array(std::size_t /*size*/) {
    const Slot slot = next_slot();
    Frame frame;
    if (const auto* const scopes = std::get_if<std::vector<Scope>*>(&slot)) {
      frame.element = NextScope{*scopes};
    } else if (const auto* const objects = std::get_if<ObjectArraySlot>(&slot)) {
      frame.element = objects->element;
    } else {
      ++skipped_;
      return wrong_type(slot, "an array") && within_depth();
    }
    frames_.push_back(frame);
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
    fail(is_cut_ && position > readable_size_
             ? "longer than " + std::to_string(max_stretch) + " bytes"
             : "not valid JSON at byte " + std::to_string(position));
    return false;
  }

 private:
  // Where the value that now begins goes.
  Slot next_slot() {
    if (skipped_ > 0) return {};
    if (frames_.empty()) return root_;
    Frame& frame = frames_.back();
    if (frame.is_array()) {
      ++frame.index;
      return frame.element;
    }
    if (frame.field == nullptr) return {};
    return frame.field->slot(frame.object.address);
  }

  // Byte by byte: the parser has just written `key` so, and a load of more bytes at once, which is
  // what `memcmp` does, would have to wait until all of them are in the cache.
  static bool is_same(std::string_view name, std::string_view key) noexcept {
    if (name.size() != key.size()) return false;
    std::size_t same = 0;
    while (same < key.size() && name[same] == key[same]) ++same;
    return same == key.size();
  }

  static const Field* find(const Schema& schema, std::string_view key, const Field* guess) {
    if (guess != schema.end() && is_same(guess->key, key)) return guess;
    const auto found = std::find_if(schema.begin(), schema.end(),
                                    [=](const Field& field) { return field.key == key; });
    return found != schema.end() ? found : nullptr;
  }

  template <class Value>
  bool scalar(Value value, std::string_view what) {
    const Slot slot = next_slot();
    const auto* const place = std::get_if<Value*>(&slot);
    if (place == nullptr) return wrong_type(slot, what);
    **place = value;
    return true;
  }

  bool reject(std::string_view what) { return wrong_type(next_slot(), what); }

  // Copied, not moved: the parser goes on with its buffer.
  bool store(std::string* place, const std::string& value) {
    if (value.size() > place->capacity() && !budget_.take(value.size() + 32)) return too_much();
    place->assign(value);
    return true;
  }
  bool store(std::optional<std::string>* place, const std::string& value) {
    return store(&place->emplace(), value);
  }
  bool store(NextScope place, const std::string& value) {
    constexpr std::size_t size_within_string = 15;
    if (!detail::make_room(*place.scopes, budget_)) return too_much();
    if (value.size() > size_within_string && !budget_.take(value.size() + 32)) return too_much();
    place.scopes->emplace_back(value);
    return true;
  }
  bool store(std::optional<Secret>* place, std::string& value) {
    if (!budget_.take(value.size() + 64)) return too_much();
    place->emplace(value);
    wipe(value);
    return true;
  }
  bool store(Timestamp* place, const std::string& value) {
    const std::optional<Timestamp> time = parse_timestamp(value);
    if (!time) return fail("not an RFC 3339 timestamp");
    *place = *time;
    return true;
  }
  bool store(std::optional<Timestamp>* place, const std::string& value) {
    *place = parse_timestamp(value);
    if (!*place && !value.empty()) return fail("not an RFC 3339 timestamp");
    if (*place == no_time) place->reset();
    return true;
  }
  template <class Place>
  bool store(const Place& place, const std::string& /*value*/) {
    return wrong_type(place, "a string");
  }

  bool within_depth() {
    if (frames_.size() + skipped_ <= max_depth) return true;
    fail("nested deeper than " + std::to_string(max_depth) + " levels");
    return false;
  }

  bool too_much() { return fail("takes more memory than a response of this size may"); }

  bool wrong_type(const Slot& slot, std::string_view what) {
    if (std::holds_alternative<std::monostate>(slot)) return true;
    return fail("expected " + std::string(std::visit(Expected(), slot)) + ", got " +
                std::string(what));
  }

  // Whether to go on.
  bool fail(std::string reason) {
    if (!mismatch_) mismatch_ = Mismatch{path(), std::move(reason)};
    return after_mismatch_ == AfterMismatch::go_on;
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

  const bool is_cut_;
  const std::size_t readable_size_;
  const Slot root_;
  const AfterMismatch after_mismatch_;
  Budget budget_;
  std::vector<Frame> frames_;
  std::size_t skipped_ = 0;  // how many objects and arrays deep in a value that nobody wants
  std::optional<Mismatch> mismatch_;
};

// The size of `text` up to the first stretch of more than `max_stretch` bytes without a quotation
// mark that begins or ends a string. (One after a backslash need not be one.)
std::size_t readable_size(std::string_view text) noexcept {
  std::size_t at = 0;
  while (text.size() - at > max_stretch) {
    std::size_t mark = at + max_stretch;
    while (mark > at && (text[mark] != '"' || text[mark - 1] == '\\')) --mark;
    if (mark == at) return at + 1;
    at = mark;
  }
  return text.size();
}

}  // namespace

std::uint32_t Schema::bit_of(const Field* field) const noexcept {
  return std::uint32_t{1} << (field - begin_);
}

std::optional<Mismatch> read(std::string_view text, const Slot& root, AfterMismatch after_mismatch,
                             std::size_t budget) {
  const std::size_t size = readable_size(text);
  Handler handler(text.size(), size, root, after_mismatch, budget);
  nlohmann::json::sax_parse(text.begin(), text.begin() + size, &handler);
  if (handler.mismatch()) return handler.mismatch();
  // The parser takes a NUL byte for the end, whatever comes after it.
  const std::size_t nul = text.find('\0');
  if (nul == std::string_view::npos) return std::nullopt;
  return Mismatch{{}, "not valid JSON at byte " + std::to_string(nul + 1)};
}

}  // namespace json
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
