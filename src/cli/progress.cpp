#include "progress.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <bentocloud/retry.hpp>

#include "system.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {

using bentocloud::LogRecord;
using Clock = std::chrono::steady_clock;

// A thread waits for the silence, as the caller's is in the library meanwhile.
class Progress::Line {
 public:
  Line() : thread_([this] { run(); }) {}
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  ~Line() {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    changed_.notify_one();
    thread_.join();
    erase();
  }

  void show(const std::string& text) {
    const std::lock_guard lock(mutex_);
    write(text);
    silent_since_ = Clock::now();
  }

  void follow(const LogRecord& record) {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    switch (record.event) {
      case LogRecord::Event::request:
        if (waiting_ == 0) {
          silent_since_ = now;
          changed_.notify_one();
        }
        if (record.attempt == 1) ++waiting_;
        what_ = "Waiting for " + host_of(record.url);
        break;
      case LogRecord::Event::response:
        what_ = "HTTP " + std::to_string(record.status);
        if (is_final(record)) end_of_one();
        break;
      case LogRecord::Event::failure:
        what_ = record.detail;
        break;
      case LogRecord::Event::retry:
        next_attempt_ = now + record.elapsed;
        break;
      case LogRecord::Event::summary:
        break;
    }
  }

 private:
  static std::string host_of(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    return url.substr(begin, url.find('/', begin) - begin);
  }

  void end_of_one() {
    if (waiting_ > 0) --waiting_;
    silent_since_ = Clock::now();
    if (says_what_) erase();
  }

  void run() {
    constexpr std::chrono::seconds patience(2);
    constexpr std::chrono::seconds second(1);
    std::unique_lock lock(mutex_);
    while (!is_over_) {
      const auto due = silent_since_ + patience;
      const auto now = Clock::now();
      if (waiting_ == 0) {
        changed_.wait(lock);
      } else if (now < due) {
        changed_.wait_until(lock, due);
      } else {
        say_what(now);
        changed_.wait_for(lock, second);
      }
    }
  }

  void say_what(Clock::time_point now) {
    std::string text = what_;
    if (now < next_attempt_) {
      const auto left = std::chrono::ceil<std::chrono::seconds>(next_attempt_ - now);
      text += ", next attempt in " + std::to_string(left.count()) + " s";
    }
    write(text);
    says_what_ = true;
  }

  void write(const std::string& text) {
    const std::size_t width = terminal_width(Stream::error);
    write_error("\r\x1b[K" + (width == 0 ? text : fold(text, width).front()));
    is_shown_ = true;
    says_what_ = false;
  }

  void erase() {
    if (is_shown_) write_error("\r\x1b[K");
    is_shown_ = says_what_ = false;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;  // calls that are under way
  std::string what_;
  Clock::time_point silent_since_;
  Clock::time_point next_attempt_;
  bool is_shown_ = false;
  bool says_what_ = false;  // what is shown is what is waited for
  bool is_over_ = false;
  std::thread thread_;  // the last one: it uses the others
};

Progress::Progress(bool enabled) {
  if (enabled && takes_escapes(Stream::error)) line_ = std::make_unique<Line>();
}

Progress::~Progress() = default;

void Progress::show(const std::string& text) {
  if (line_) line_->show(text);
}

void Progress::follow(const LogRecord& record) {
  if (line_) line_->follow(record);
}

bool is_final(const LogRecord& record) noexcept {
  return record.event == LogRecord::Event::response && !bentocloud::is_transient(record.status);
}

}  // namespace cli
