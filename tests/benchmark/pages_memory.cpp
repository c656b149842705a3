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
    const std::size_t few = quick ? 200 : 10'000;
    const std::size_t many = 10 * few;
    const double peak_of_few = peak_mib(few);
    const double peak_of_many = peak_mib(many);
    // Of the tokens themselves one would take 1 kB and more; the uids are remembered.
    const double bytes =
        (peak_of_many - peak_of_few) * 1024 * 1024 / static_cast<double>(many - few);
    bench::print({"pages, memory for each token that has been passed", bytes, "bytes",
                  bench::format(peak_of_many) + " MiB with " + bench::format(many) + " tokens; " +
                      bench::format(peak_of_few) + " MiB with " + bench::format(few)});
  });
}
