#include "json/writer.hpp"

#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/sample.hpp"

namespace bentocloud::json {
namespace {

using nlohmann::ordered_json;

void write(Writer& out, const ordered_json& value) {
  if (value.is_object()) {
    out.begin_object();
    for (const auto& [key, member] : value.items()) {
      out.key(key);
      write(out, member);
    }
    out.end_object();
  } else if (value.is_array()) {
    out.begin_array();
    for (const ordered_json& element : value) write(out, element);
    out.end_array();
  } else if (value.is_string()) {
    out.string(value.get<std::string>());
  } else if (value.is_boolean()) {
    out.boolean(value.get<bool>());
  } else {
    out.null();
  }
}

// Of strings, booleans and nulls, in objects and arrays that may be empty.
ordered_json random_document(std::mt19937& engine, int depth) {
  static const char* const texts[] = {"", "a", "ü😀", "\"\\/\b\f\n\r\t", "\x01\x1F\x7F", "\u2028"};
  const auto below = [&](unsigned bound) { return static_cast<unsigned>(engine() % bound); };
  switch (below(depth > 0 ? 5 : 3)) {
    case 0:
      return texts[below(6)];
    case 1:
      return below(2) == 0;
    case 2:
      return nullptr;
    case 3: {
      ordered_json object = ordered_json::object();
      for (unsigned i = below(4); i > 0; --i) {
        object[texts[below(6)]] = random_document(engine, depth - 1);
      }
      return object;
    }
    default: {
      ordered_json array = ordered_json::array();
      for (unsigned i = below(4); i > 0; --i) array.push_back(random_document(engine, depth - 1));
      return array;
    }
  }
}

TEST(JsonWriter, WritesWhatNlohmannsLibraryWrites) {
  std::mt19937 engine(20261125);
  for (int i = 0; i < 2000; ++i) {
    const ordered_json document = random_document(engine, 4);
    for (const int indent : {-1, 0, 2, 4}) {
      Writer out(indent);
      write(out, document);
      ASSERT_EQ(out.text(), document.dump(indent)) << "document " << i;
    }
  }
}

TEST(JsonWriter, RefusesTextThatIsNotUtf8) {
  Writer out;
  for (const char* text : {"\xFF", "a\xC3", "\xED\xA0\x80"}) {
    const Error error = sample::error_of([&] {
      out.string(text);
      return 0;
    });
    EXPECT_EQ(error.kind(), ErrorKind::invalid_argument);
  }
}

}  // namespace
}  // namespace bentocloud::json
