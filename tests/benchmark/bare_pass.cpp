#include "bare_pass.hpp"

#include <cstdint>
#include <vector>

#include <nlohmann/json.hpp>

#include "measure.hpp"

namespace bench {
namespace {

// Takes note of nothing. In this namespace, so that the compiler can put all of it into the parser:
// otherwise the pass would take a third longer, which would flatter what is compared with it.
struct Ignorant {
  bool null() { return true; }
  bool boolean(bool) { return true; }
  bool number_integer(std::int64_t) { return true; }
  bool number_unsigned(std::uint64_t) { return true; }
  bool number_float(double, const std::string&) { return true; }
  bool string(std::string&) { return true; }
  bool binary(std::vector<std::uint8_t>&) { return true; }
  bool start_object(std::size_t) { return true; }
  bool key(std::string&) { return true; }
  bool end_object() { return true; }
  bool start_array(std::size_t) { return true; }
  bool end_array() { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) {
    return false;
  }
};

}  // namespace

void bare_pass(const std::string& body) {
  Ignorant handler;
  require(nlohmann::json::sax_parse(body, &handler), "the bare pass failed");
}

}  // namespace bench
