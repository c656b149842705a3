#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

/// What every benchmark does: measure, and say what. `bars.toml` has what is expected of it.
namespace bench {

/// One line of the report.
struct Result {
  std::string work;
  double measured = 0;
  std::string unit;    ///< `×` for a ratio
  std::string detail;  ///< what the figure was made of
};

/// Writes it to the standard output, as tab-separated values for `report.py`.
void print(const Result& result);

/// With three significant digits, or, when it is larger, as a whole number: `284,589`.
[[nodiscard]] std::string format(double value);
[[nodiscard]] std::string format(std::size_t count);

/// \throws std::runtime_error with `what` unless `condition` holds. A benchmark whose results are
/// wrong has measured nothing.
void require(bool condition, const char* what);

/// `uid_of(0)` and so on.
[[nodiscard]] std::vector<std::string> uids(std::size_t count);

[[nodiscard]] double median(std::vector<double> values);

/// CPU time of the calling thread that `work` takes, in milliseconds.
[[nodiscard]] double cpu_milliseconds(const std::function<void()>& work);
/// The same in real time.
[[nodiscard]] double wall_milliseconds(const std::function<void()>& work);

/// How the works compare that are measured in turn, so that each of them meets the same moods of
/// the machine.
class Comparison {
 public:
  using Meter = std::function<double()>;

  /// Takes the figures of all `meters`, `rounds` times.
  Comparison(int rounds, const std::vector<Meter>& meters);

  /// `uid_of(0)` and so on.
  [[nodiscard]] std::vector<std::string> uids(std::size_t count);

  [[nodiscard]] double median(std::size_t meter) const;
  /// The median of the rounds' ratios.
  [[nodiscard]] double ratio(std::size_t meter, std::size_t other) const;

 private:
  std::vector<std::vector<double>> rounds_;
};

/// What `main` does: runs `benchmark`, and tells whether it is to be quick: as small as its
/// correctness allows, for its figures are of no interest. Any other argument is refused.
int run(int argc, char** argv, const std::function<void(bool quick)>& benchmark);

}  // namespace bench
