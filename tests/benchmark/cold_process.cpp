// A process that starts, lists once and ends: time and memory, beside libcurl alone doing the same
// request. With BENTOML_PYTHON naming a Python that has BentoML, beside that too.
#include <cstdlib>
#include <string>
#include <vector>

#include "canned_cloud.hpp"
#include "measure.hpp"
#include "process.hpp"

namespace {

using bench::Bar;

constexpr std::size_t tokens = 10;  // what an account has

struct Process {
  std::string name;
  std::vector<std::string> arguments;
  double milliseconds = 0;
  double peak_mib = 0;
};

Process client(std::string name, std::string work, const bench::CannedCloud& cloud) {
  return {std::move(name),
          {bench::client_program(), std::move(work), cloud.endpoint(), std::to_string(tokens)}};
}

double run_once(Process& process) {
  std::string output;
  const double time =
      bench::wall_milliseconds([&] { output = bench::run_program(process.arguments); });
  process.peak_mib = std::stod(output) / 1024;
  return time;
}

void measure(std::vector<Process>& processes, int rounds) {
  std::vector<bench::Comparison::Meter> meters;
  for (Process& process : processes) meters.emplace_back([&process] { return run_once(process); });
  const bench::Comparison comparison(rounds, meters);
  for (std::size_t i = 0; i < processes.size(); ++i)
    processes[i].milliseconds = comparison.median(i);
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    const bench::CannedCloud cloud(tokens);
    std::vector<Process> processes = {client("ours", "list", cloud),
                                      client("libcurl alone", "list-by-libcurl", cloud)};
    measure(processes, quick ? 1 : 101);
    if (const char* python = std::getenv("BENTOML_PYTHON")) {
      std::vector<Process> others = {
          {"BentoML's Python client", {python, BENTOML_LIST, cloud.endpoint()}}};
      measure(others, quick ? 1 : 5);
      processes.push_back(others.front());
    }
    std::string times;
    std::string peaks;
    for (std::size_t i = 1; i < processes.size(); ++i) {
      const std::string start = (i > 1 ? "; " : "") + processes[i].name + ' ';
      times += start + bench::format(processes[i].milliseconds) + " ms";
      peaks += start + bench::format(processes[i].peak_mib) + " MiB";
    }
    bench::print({"a cold process that lists once, time", processes[0].milliseconds, "ms",
                  Bar::at_most, 15, times});
    bench::print({"a cold process that lists once, peak of memory", processes[0].peak_mib, "MiB",
                  Bar::at_most, 16, peaks});
  });
}
