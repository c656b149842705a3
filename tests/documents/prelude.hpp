// What stands before the snippets of a README: everything that could collide comes first.
#include <cassert>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_clock.hpp>
#include <bentocloud/testing/fake_cloud.hpp>
#include <bentocloud/testing/fake_transport.hpp>
#include <bentocloud/testing/local_cloud.hpp>

using namespace bentocloud;
using namespace testing;

extern const CloudClient& client;
void save(std::string_view secret);
std::string read_from_vault();
void all_snippets();
extern ClientOptions& options;

// What the snippets use of spdlog.
namespace spdlog {
namespace level {
enum level_enum { debug, warn };
}
struct logger {
  void log(level::level_enum level, const char* format, const std::string& argument);
};
std::shared_ptr<logger> default_logger();
}  // namespace spdlog

// And of OpenTelemetry's API.
namespace opentelemetry::trace {
enum class SpanKind { kClient };
enum class StatusCode { kError };
struct StartSpanOptions {
  std::chrono::system_clock::time_point start_system_time{};
  SpanKind kind{};
};
struct Span {
  void SetAttribute(std::string_view name, int value);
  void SetStatus(StatusCode code, std::string_view description);
  void End();
};
struct Tracer {
  std::shared_ptr<Span> StartSpan(std::string_view name, const StartSpanOptions& options);
};
struct TracerProvider {
  std::shared_ptr<Tracer> GetTracer(std::string_view name);
};
struct Provider {
  static std::shared_ptr<TracerProvider> GetTracerProvider();
};
}  // namespace opentelemetry::trace
