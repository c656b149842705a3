// What a user compares: the same works by this library, by hand (libcurl, DOM, `date::parse`), at
// the limit (libcurl and a bare pass over the bytes), and by BentoML's Python client, once its
// process has begun. Lines of `work`, what, who and milliseconds of real time, for the table.
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "canned_cloud.hpp"
#include "measure.hpp"
#include "process.hpp"
#include "tokens.hpp"

namespace {

struct Work {
  std::string name;
  std::string kind;  // "get" or "list"
  std::size_t tokens;
  int times;  // one process does it
};

void print(const Work& work, const char* who, double milliseconds) {
  std::cout << "work\t" << work.name << '\t' << who << '\t' << milliseconds << std::endl;
}

double run_once(const std::string& program, const std::string& endpoint, int count) {
  std::istringstream output(
      bench::run_program({bench::client_program(), program, endpoint, std::to_string(count)}));
  double figure = 0;
  output >> figure >> figure >> figure;
  return figure;
}

void compare(const Work& work, int rounds) {
  const bench::CannedCloud cloud(work.tokens);
  const int count = work.kind == "get" ? work.times : static_cast<int>(work.tokens);
  std::vector<bench::Comparison::Meter> meters;
  for (const char* suffix : {"", "-by-hand", "-limit"}) {
    meters.emplace_back(
        [&, suffix] { return run_once(work.kind + suffix, cloud.endpoint(), count) / work.times; });
  }
  const bench::Comparison comparison(rounds, meters);
  print(work, "this library", comparison.median(0));
  print(work, "by hand", comparison.median(1));
  print(work, "limit", comparison.median(2));
  constexpr std::size_t first_page = 100;  // Python's list has that alone
  const char* const python = std::getenv("BENTOML_PYTHON");
  if (python != nullptr && work.tokens <= first_page) {
    const std::string time = bench::run_program({python, BENTOML_WORKS, cloud.endpoint(), work.kind,
                                                 std::to_string(rounds), bench::uid_of(7)});
    print(work, "Python, warm", std::stod(time));
  }
}

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv, [](bool quick) {
    const int rounds = quick ? 1 : 15;
    compare({"get a token", "get", 1, quick ? 10 : 1'000}, rounds);
    compare({"list 100 tokens", "list", 100, 1}, rounds);
    compare({"list 5,000 tokens", "list", 5'000, 1}, rounds);
  });
}
