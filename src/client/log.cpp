#include <bentocloud/log.hpp>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

std::string to_string(const LogRecord& record) {
  std::string text = record.operation + ", attempt " + std::to_string(record.attempt) + ": ";
  const std::string elapsed = std::to_string(record.elapsed.count()) + " ms";
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
      break;
  }
  for (const HttpHeader& header : record.headers) text += ", " + header.name + ": " + header.value;
  return text;
}

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
