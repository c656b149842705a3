// What costs something while nothing happens: clients at rest, and a call that waits.
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <sys/resource.h>

#include "canned_cloud.hpp"
#include "measure.hpp"
#include "process.hpp"

namespace {

void raise_limit_of_files() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void measure_clients(const bench::CannedCloud& cloud, const std::string& way, int count) {
  ::setenv("SSL_CERT_FILE", cloud.ca_file().c_str(), 1);
  std::istringstream output(bench::run_program(
      {bench::client_program(), "rest", cloud.endpoint(), std::to_string(count)}));
  double memory = 0;
  double files = 0;
  output >> memory >> files;
  const std::string who = "a client at rest over " + way;
  bench::print({who + ", memory", memory, "KiB", "each of " + bench::format(std::size_t(count))});
  bench::print({who + ", descriptors", files, "", "its connection, and two to wake it up"});
}

double system_calls(std::chrono::milliseconds latency) {
  const bench::CannedCloud cloud(1, latency, true);
  ::setenv("SSL_CERT_FILE", cloud.ca_file().c_str(), 1);
  const std::string file = "strace";
  bench::run_program(
      {"strace", "-f", "-o", file, bench::client_program(), "wait", cloud.endpoint(), "1"});
  std::ifstream lines(file);
  double count = 0;
  for (std::string line; std::getline(lines, line);) ++count;
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    raise_limit_of_files();
    const int clients = quick ? 10 : 1'000;
    measure_clients(bench::CannedCloud(10), "HTTP", clients);
    measure_clients(bench::CannedCloud(10, {}, true), "HTTPS", clients);
    // Those of the connection come before, within half a second.
    const std::chrono::milliseconds soon(quick ? 50 : 500);
    bench::print({"a call that waits 5 s, with a cancellation: system calls meanwhile",
                  system_calls(10 * soon + soon) - system_calls(soon), "", "over TLS"});
  });
}
