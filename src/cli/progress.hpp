#pragma once

#include <memory>
#include <string>

#include <bentocloud/log.hpp>

namespace cli {

/// Shows in a line of standard error, which is overwritten and erased at the end, how far long work
/// has come; and, after two seconds without news, what it waits for. Shows nothing unless it is
/// `enabled` and standard error is a terminal that can do that.
///
/// Thread safety: one thread at a time. To be made after `watch_signals`.
class Progress {
 public:
  explicit Progress(bool enabled);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void show(const std::string& text);

  /// Is told of all that the client does.
  void follow(const bentocloud::LogRecord& record);

 private:
  class Line;
  std::unique_ptr<Line> line_;  // none when nothing is shown
};

/// Whether this is the response that the call goes on with: no retry follows.
[[nodiscard]] bool is_final(const bentocloud::LogRecord& record) noexcept;

}  // namespace cli
