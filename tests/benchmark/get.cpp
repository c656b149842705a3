// One warm `get`, in instructions and allocations that valgrind counts: the difference between a
// run of many calls and one of few, which is free of what comes before the first call and after the
// last. And in CPU time.
#include <fstream>
#include <regex>
#include <sstream>
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

double allocations(const std::string& work, const std::string& endpoint, int calls) {
  const std::string file = "memcheck." + work;
  bench::run_program({"valgrind", "--leak-check=no", "--log-file=" + file, bench::client_program(),
                      work, endpoint, std::to_string(calls)});
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  std::smatch match;
  const std::string log = text.str();
  bench::require(std::regex_search(log, match, std::regex("usage: ([0-9,]+) allocs")),
                 "valgrind has counted nothing");
  return std::stod(std::regex_replace(match[1].str(), std::regex(","), ""));
}

template <class Count>
double per_call(const std::string& work, Count count) {
  const bench::CannedCloud cloud(0);
  const double difference =
      count(work, cloud.endpoint(), many) - count(work, cloud.endpoint(), few);
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

void compare_cpu_time(bool quick) {
  const bench::CannedCloud cloud(0);
  const int calls = quick ? 10 : 2'000;
  const auto meter = [&](const char* work) {
    return [&cloud, calls, work] {
      std::istringstream output(bench::run_program(
          {bench::client_program(), work, cloud.endpoint(), std::to_string(calls)}));
      double figure = 0;
      output >> figure >> figure;
      return figure / calls;
    };
  };
  const bench::Comparison comparison(quick ? 1 : 9, {meter("get"), meter("get-by-libcurl")});
  bench::print({"get, warm: CPU time against libcurl alone", comparison.ratio(0, 1), "×",
                bench::format(1000 * comparison.median(0)) + " µs; libcurl alone " +
                    bench::format(1000 * comparison.median(1)) + " µs"});
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    require_the_same_requests();
    compare_cpu_time(quick);
    const double ours = per_call("get", &instructions);
    const double limit = per_call("get-limit", &instructions);
    bench::print(
        {"get, warm: instructions against the limit", ours / limit, "×",
         bench::format(ours) + "; libcurl and a bare pass of the body " + bench::format(limit)});
    if (quick) return;
    const double libcurl = per_call("get-by-libcurl", &instructions);
    bench::print({"get, warm: instructions against libcurl alone", ours / libcurl, "×",
                  bench::format(ours) + "; libcurl alone " + bench::format(libcurl)});
    const double by_hand = per_call("get-by-hand", &instructions);
    bench::print({"get by hand, warm: instructions against the limit", by_hand / limit, "×",
                  bench::format(by_hand) + " with libcurl, DOM and date::parse"});
    const double of_libcurl = per_call("get-by-libcurl", &allocations);
    bench::print({"get, warm: allocations more than libcurl's",
                  per_call("get", &allocations) - of_libcurl, "",
                  "libcurl alone " + bench::format(of_libcurl)});
  });
}
