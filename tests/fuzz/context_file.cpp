#include "credentials/context_file.hpp"

#include <cstdint>
#include <string>

#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const bentocloud::ContextFile file = bentocloud::parse_context_file(text);
    require(file.contexts.size() <= size, "no more contexts than bytes");
  } catch (const bentocloud::NotYaml& error) {
    require(error.line >= 0, "a line of the file, or none");
  }
  return 0;
}
