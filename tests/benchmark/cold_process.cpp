// A process that starts, lists once and ends: time and memory, beside libcurl alone doing the same
// request. With BENTOML_PYTHON naming a Python that has BentoML, beside that too.
#include <cstdlib>
#include <string>
#include <vector>

#include "canned_cloud.hpp"
#include "measure.hpp"
#include "process.hpp"
#include "tokens.hpp"

namespace {

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
  // The command line writes its table instead.
  process.peak_mib = std::strtod(output.c_str(), nullptr) / 1024;
  return time;
}

void measure(std::vector<Process>& processes, int rounds) {
  std::vector<bench::Comparison::Meter> meters;
  for (Process& process : processes) meters.emplace_back([&process] { return run_once(process); });
  const bench::Comparison comparison(rounds, meters);
  for (std::size_t i = 0; i < processes.size(); ++i)
    processes[i].milliseconds = comparison.median(i);
}

std::string times(const std::vector<Process>& processes) {
  std::string text;
  for (const Process& process : processes) {
    text += (text.empty() ? "" : "; ") + process.name + ' ' + bench::format(process.milliseconds) +
            " ms";
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    const bench::CannedCloud cloud(tokens);
    ::setenv("BENTO_CLOUD_API_ENDPOINT", cloud.endpoint().c_str(), 1);
    ::setenv("BENTO_CLOUD_API_KEY", bench::api_key, 1);
    std::vector<Process> processes = {client("libcurl alone", "list-by-libcurl", cloud),
                                      client("a program", "list", cloud),
                                      {"the command line", {BENTOCLOUD_CLI, "api-token", "list"}}};
    measure(processes, quick ? 1 : 101);
    bench::print({"a cold program that lists once: time against libcurl alone",
                  processes[1].milliseconds / processes[0].milliseconds, "×", times(processes)});
    bench::print({"a cold `bentocloud api-token list`: time against libcurl alone",
                  processes[2].milliseconds / processes[0].milliseconds, "×", times(processes)});
    bench::print({"a cold program that lists once: peak of memory", processes[1].peak_mib, "MiB",
                  "libcurl alone " + bench::format(processes[0].peak_mib) + " MiB"});
    const char* const python = std::getenv("BENTOML_PYTHON");
    if (python == nullptr) return;
    std::vector<Process> others = {{"BentoML's client", {python, BENTOML_LIST, cloud.endpoint()}}};
    measure(others, quick ? 1 : 5);
    bench::print({"a cold `bentocloud api-token list`: times as fast as Python's client",
                  others[0].milliseconds / processes[2].milliseconds, "×", times(others)});
  });
}
