#include <cstdint>
#include <string_view>

#include <bentocloud/timestamp.hpp>

#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto time = bentocloud::parse_timestamp(text);
  if (!time) return 0;
  // A zone can move it just out of the years that can be written.
  const auto first = *bentocloud::parse_timestamp("0000-01-01T00:00:00Z");
  const auto last = *bentocloud::parse_timestamp("9999-12-31T23:59:59.999999Z");
  if (*time < first || *time > last) return 0;
  require(bentocloud::parse_timestamp(bentocloud::format_timestamp(*time)) == time,
          "what is written reads the same");
  return 0;
}
