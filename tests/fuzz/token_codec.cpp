// The responses to get and list, and what is read of a response to create.
#include <cstdint>
#include <string>
#include <string_view>

#include <bentocloud/api_token.hpp>

#include "json/secret_field.hpp"
#include "require.hpp"
#include "services/api_token_codec.hpp"

using bentocloud::ApiToken;
namespace json = bentocloud::json;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  ApiToken token;
  const auto mismatch = json::read(text, token);
  require(!mismatch || !mismatch->reason.empty(), "a mismatch has a reason");
  require(mismatch || !bentocloud::to_json(token).empty(), "what was read can be written");

  json::ApiTokenPage page;
  static_cast<void>(json::read(text, page));
  require(page.items.size() <= size, "no more items than bytes");

  // Taking the value out changes nothing else.
  std::string rest(text);
  const auto secret = json::take_secret(rest, "token");
  require(rest.size() == size, "nothing moves");
  ApiToken again;
  const auto second_mismatch = json::read(rest, again);
  if (!mismatch && secret) {
    require(!second_mismatch, "still JSON");
    require(token.token == secret, "the same value as the parser finds");
    again.token = secret;
    require(again == token, "all else as before");
  }
  return 0;
}
