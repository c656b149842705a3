#pragma once

#include <cstddef>

/// A program that this is linked into counts all memory of C++.
namespace counted_memory {

/// What is taken at most at once from now on, beside what is taken already; one at a time.
class Peak {
 public:
  Peak() noexcept;
  [[nodiscard]] std::size_t bytes() const noexcept;

 private:
  std::size_t before_;
};

}  // namespace counted_memory
