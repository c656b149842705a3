#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the program, which libFuzzer and the replay both take for a finding, unless `holds`.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", property);
  std::abort();
}
