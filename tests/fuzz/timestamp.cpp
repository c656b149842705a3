#include <cstdint>
#include <string_view>

#include <bentocloud/timestamp.hpp>

#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto time = bentocloud::parse_timestamp(text);
  if (!time) return 0;
  require(bentocloud::parse_timestamp(bentocloud::format_timestamp(*time)) == time,
          "what is written reads the same");
  return 0;
}
