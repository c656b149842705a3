// A page of tokens into a std::vector<ApiToken>, against what nlohmann's parser takes for nothing
// but reading the same bytes, and against the decoder that people write by hand.
#include <algorithm>
#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>

#include "bare_pass.hpp"
#include "by_hand.hpp"
#include "measure.hpp"
#include "services/api_token_codec.hpp"
#include "tokens.hpp"

namespace {

using bentocloud::ApiToken;

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
                                                bench::bare_pass(text);
                                                return 0;
                                              }),
                                              meter(&bench::by_hand::page)});

  const auto milliseconds = [&](std::size_t work) {
    return bench::format(comparison.median(work)) + " ms";
  };
  const std::string page = "decode a page of " + bench::format(tokens);
  bench::print({page + ", against nlohmann's bare SAX pass", comparison.ratio(0, 1), "×",
                milliseconds(0) + "; the bare pass " + milliseconds(1)});
  bench::print({page + ", faster than DOM and date::parse", comparison.ratio(2, 0), "×",
                milliseconds(0) + "; DOM and date::parse " + milliseconds(2)});
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    compare(100, quick ? 1 : 41);
    compare(quick ? 1'000 : 10'000, quick ? 1 : 15);
  });
}
