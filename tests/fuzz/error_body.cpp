// Bodies of errors, and the message that is made of them.
#include "client/error_body.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  std::string message = bentocloud::json::read_error_body(body).message;
  if (message.empty()) message = body;
  require(message.size() <= size, "no more than there was");

  constexpr std::size_t longest = 100;
  const std::string printed = bentocloud::printable(message, longest);
  require(printed.size() <= longest + 8, "short");
  for (const char character : printed) {
    require(static_cast<unsigned char>(character) >= 0x20 && character != 0x7F, "one line");
  }
  require(bentocloud::printable(printed, 1000) == printed, "printable once, printable for good");
  return 0;
}
