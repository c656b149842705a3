#pragma once

#include <string>

namespace bench {

/// What nlohmann's parser takes for nothing but reading the bytes: the limit of a decoder that is
/// built on it.
void bare_pass(const std::string& body);

}  // namespace bench
