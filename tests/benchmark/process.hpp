#pragma once

#include <string>
#include <vector>

namespace bench {

/// Runs a program, found as the shell does, until it ends, and returns what it wrote to its
/// standard output.
/// \throws std::runtime_error when it cannot be run, or fails.
std::string run_program(std::vector<std::string> arguments);

/// `benchmark_client`, which is built into the folder of the running program.
[[nodiscard]] std::string client_program();

}  // namespace bench
