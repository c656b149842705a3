// The peak of a process that goes through `pages`, for a list of 10,000 tokens and one ten times as
// long.
#include <string>

#include "canned_cloud.hpp"
#include "measure.hpp"
#include "process.hpp"

namespace {

double peak_mib(std::size_t tokens) {
  const bench::CannedCloud cloud(tokens);
  const std::string output = bench::run_program(
      {bench::client_program(), "pages", cloud.endpoint(), std::to_string(tokens)});
  return std::stod(output) / 1024;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    const double few = peak_mib(quick ? 200 : 10'000);
    const double many = peak_mib(quick ? 2'000 : 100'000);
    // It must not grow; a few percent are the allocator's. The tokens would take 60 MiB more.
    bench::print({"pages, peak of memory with 100,000 tokens against 10,000", many / few, "×",
                  bench::Bar::at_most, 1.05,
                  bench::format(many) + " MiB; with 10,000 " + bench::format(few) + " MiB"});
  });
}
