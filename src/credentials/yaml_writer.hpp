#pragma once

#include <string>

#include <yaml-cpp/yaml.h>

#include <bentocloud/export.hpp>

#include "credentials/context_file.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {

/// yaml-cpp's own emitter writes `'12'` and `'yes'` without their quotes, which PyYAML then takes
/// for a number and a truth value; a token may look so.
///
/// The document as Python's `yaml.dump` writes it, except that it breaks no long lines, that keys
/// stay in their order, and that more texts are in quotes: all that begin as numbers do. What was
/// plain text stays what it was, whichever type a reader takes it for; a text is a text for all
/// readers. \throws NotWritable when it is larger than `max_size`, or too deep.
[[nodiscard]] std::string to_yaml(const YAML::Node& document, std::size_t max_size);

}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
