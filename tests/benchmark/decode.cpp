// A page of tokens into a std::vector<ApiToken>, against what nlohmann's parser takes for nothing
// but reading the same bytes, and against the decoder that people write by hand.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <bentocloud/api_token.hpp>

#include "by_hand.hpp"
#include "measure.hpp"
#include "services/api_token_codec.hpp"
#include "tokens.hpp"

namespace {

using bench::Bar;
using bentocloud::ApiToken;

// Takes note of nothing.
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
  template <class Exception>
  bool parse_error(std::size_t, const std::string&, const Exception&) {
    return false;
  }
};

void bare_pass(const std::string& body) {
  Ignorant handler;
  bench::require(nlohmann::json::sax_parse(body, &handler), "the bare pass failed");
}

std::vector<ApiToken> decode(const std::string& body) {
  bentocloud::json::ApiTokenPage page;
  const auto mismatch = bentocloud::json::read(body, page, bentocloud::json::AfterMismatch::stop);
  bench::require(!mismatch, "the page was not read");
  return std::move(page.items);
}

void compare(std::size_t tokens, int rounds) {
  const std::string body = bench::page_json(0, tokens, tokens);
  bench::require(decode(body).size() == tokens, "tokens are missing");
  bench::require(decode(body) == bench::by_hand::page(body), "the decoders do not agree");

  // So often that the clock's own pace does not matter.
  const std::size_t times = (std::max)(std::size_t{1}, 2'000 / tokens);
  const auto meter = [&](auto work) {
    return [&body, times, work] {
      return bench::cpu_milliseconds([&] {
               for (std::size_t i = 0; i < times; ++i) static_cast<void>(work(body));
             }) /
             static_cast<double>(times);
    };
  };
  const bench::Comparison comparison(rounds, {meter(&decode), meter([](const std::string& text) {
                                                bare_pass(text);
                                                return 0;
                                              }),
                                              meter(&bench::by_hand::page)});

  const auto milliseconds = [&](std::size_t work) {
    return bench::format(comparison.median(work)) + " ms";
  };
  const std::string page = "decode a page of " + bench::format(tokens);
  bench::print({page + ", against nlohmann's bare SAX pass", comparison.ratio(0, 1), "×",
                Bar::at_most, 1.35, milliseconds(0) + "; the bare pass " + milliseconds(1)});
  bench::print({page + ", faster than DOM and date::parse", comparison.ratio(2, 0), "×",
                Bar::at_least, 3, milliseconds(0) + "; DOM and date::parse " + milliseconds(2)});
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    compare(100, quick ? 1 : 41);
    compare(quick ? 1'000 : 10'000, quick ? 1 : 15);
  });
}
