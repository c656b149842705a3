#include "measure.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string_view>

#include <time.h>

#include "tokens.hpp"

namespace bench {
namespace {

double thread_cpu_milliseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::string with_commas(std::string number) {
  const std::size_t whole = std::min(number.find('.'), number.size());
  for (std::size_t at = whole; at > 3; at -= 3) number.insert(at - 3, ",");
  return number;
}

}  // namespace

void print(const Result& result) {
  std::cout << result.work << '\t' << result.measured << '\t' << result.unit << '\t'
            << result.detail << std::endl;
}

std::string format(double value) {
  const double digits = value == 0 ? 0 : std::floor(std::log10(std::abs(value)));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", static_cast<int>(std::max(2 - digits, 0.0)),
                value);
  return with_commas(text.data());
}

std::string format(std::size_t count) { return with_commas(std::to_string(count)); }

void require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(what);
}

std::vector<std::string> uids(std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(uid_of(i));
  return all;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double cpu_milliseconds(const std::function<void()>& work) {
  const double start = thread_cpu_milliseconds();
  work();
  return thread_cpu_milliseconds() - start;
}

double wall_milliseconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

Comparison::Comparison(int rounds, const std::vector<Meter>& meters) {
  for (int round = 0; round < rounds; ++round) {
    std::vector<double>& figures = rounds_.emplace_back();
    for (const Meter& meter : meters) figures.push_back(meter());
  }
}

double Comparison::median(std::size_t meter) const {
  std::vector<double> figures;
  for (const std::vector<double>& round : rounds_) figures.push_back(round[meter]);
  return bench::median(std::move(figures));
}

double Comparison::ratio(std::size_t meter, std::size_t other) const {
  std::vector<double> ratios;
  for (const std::vector<double>& round : rounds_) ratios.push_back(round[meter] / round[other]);
  return bench::median(std::move(ratios));
}

int run(int argc, char** argv, const std::function<void(bool quick)>& benchmark) {
  const bool quick = argc == 2 && std::string_view(argv[1]) == "--quick";
  if (argc > 2 || (argc == 2 && !quick)) {
    std::cerr << "Usage: " << argv[0] << " [--quick]\n";
    return 2;
  }
  try {
    benchmark(quick);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << argv[0] << ": " << error.what() << '\n';
    return 1;
  }
}

}  // namespace bench
