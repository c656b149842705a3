#include "token_file.hpp"

#include <utility>

#include "system.hpp"

namespace cli {

TokenFile::TokenFile(std::string path)
    : path_(std::move(path)), descriptor_(create_token_file(path_)) {}

TokenFile::~TokenFile() {
  close_file(descriptor_);
  if (!is_kept_) remove_file(path_);
}

void TokenFile::write(std::string_view secret) { write_token_file(descriptor_, secret, path_); }

}  // namespace cli
