// One warm `get`, in instructions that callgrind counts: the difference between a run of many calls
// and one of few, which is free of what comes before the first call and after the last.
#include <fstream>
#include <string>

#include "canned_cloud.hpp"
#include "measure.hpp"
#include "process.hpp"
#include "tokens.hpp"

namespace {

constexpr int few = 100;
constexpr int many = 300;

double instructions(const std::string& work, const std::string& endpoint, int calls) {
  // In the current folder, where `profile.py` looks for it.
  const std::string file = "callgrind." + work + '.' + std::to_string(calls);
  bench::run_program({"valgrind", "--quiet", "--tool=callgrind", "--callgrind-out-file=" + file,
                      bench::client_program(), work, endpoint, std::to_string(calls)});
  std::ifstream lines(file);
  std::string word;
  while (lines >> word && word != "totals:") continue;
  double total = 0;
  lines >> total;
  bench::require(total > 0, "callgrind has counted nothing");
  return total;
}

double instructions_per_call(const std::string& work) {
  const bench::CannedCloud cloud(0);
  const double difference =
      instructions(work, cloud.endpoint(), many) - instructions(work, cloud.endpoint(), few);
  bench::require(cloud.requests() == many + few, "there was not one request for each call");
  return difference / (many - few);
}

void require_the_same_requests() {
  const std::string body = bench::token_json(bench::uid_of(7));
  const faults::FaultServer server(faults::in_order({faults::respond(200, body)}));
  for (const char* work : {"get", "get-by-libcurl"})
    bench::run_program({bench::client_program(), work, server.endpoint(), "1"});
  bench::require(server.requests().at(0).head == server.requests().at(1).head,
                 "libcurl alone sends another request");
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    require_the_same_requests();
    const double libcurl = instructions_per_call("get-by-libcurl");
    const double ours = instructions_per_call("get");
    const std::string detail =
        bench::format(ours) + " instructions; libcurl alone " + bench::format(libcurl);
    bench::print({"get, warm, against libcurl alone", ours / libcurl, "×", bench::Bar::at_most, 1.5,
                  detail});
    if (quick) return;
    const double by_hand = instructions_per_call("get-by-hand");
    bench::print({"the same by hand (libcurl, DOM, date::parse)", by_hand / libcurl, "×",
                  bench::Bar::at_most, 0, bench::format(by_hand) + " instructions"});
  });
}
