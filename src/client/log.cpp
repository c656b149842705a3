#include <bentocloud/log.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

namespace {

std::string summary(const LogRecord& record, const std::string& elapsed) {
  std::string text = record.error ? "failed" : "done";
  text += " after " + elapsed + ": ";
  if (record.error) text.append(to_string(*record.error)).append(", ");
  if (record.status != 0) text += "HTTP " + std::to_string(record.status) + ", ";
  text.append(to_string(record.outcome));
  text += ", attempts: " + std::to_string(record.attempt);
  text += ", bytes sent: " + std::to_string(record.bytes_sent);
  text += ", received: " + std::to_string(record.bytes_received);
  if (record.new_connection) {
    text += *record.new_connection ? ", new connection" : ", reused connection";
  }
  return text;
}

}  // namespace

std::string to_string(const LogRecord& record) {
  std::string text = "call " + std::to_string(record.call) + ", " + record.operation;
  const std::string elapsed = std::to_string(record.elapsed.count()) + " ms";
  if (record.event == LogRecord::Event::summary) return text + ", " + summary(record, elapsed);
  text += ", attempt " + std::to_string(record.attempt) + ": ";
  switch (record.event) {
    case LogRecord::Event::request:
      text += record.method + ' ' + record.url;
      break;
    case LogRecord::Event::response:
      text += "HTTP " + std::to_string(record.status) + " after " + elapsed;
      break;
    case LogRecord::Event::failure:
      text += record.detail + " after " + elapsed;
      break;
    case LogRecord::Event::retry:
      text += "next attempt in " + elapsed;
      if (!record.detail.empty()) text += ' ' + record.detail;
      break;
    case LogRecord::Event::summary:
      break;
  }
  for (const HttpHeader& header : record.headers) text += ", " + header.name + ": " + header.value;
  return text;
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
