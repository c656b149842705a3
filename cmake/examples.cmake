# What the examples, and the tests of them, can use: only where it is there.

# Boost.Asio, with the coroutines of C++20 that clang 14 does not know.
include(CheckCXXSourceCompiles)
function(bentocloud_find_asio)
  set(CMAKE_CXX_STANDARD 20)
  set(CMAKE_REQUIRED_LIBRARIES Threads::Threads)
  check_cxx_source_compiles("#include <utility>
    #include <boost/asio.hpp>
    boost::asio::awaitable<void> coroutine() { co_return; }
    int main() { coroutine(); }" BENTOCLOUD_ASIO)
endfunction()
bentocloud_find_asio()

function(bentocloud_asio target)
  set_target_properties(${target} PROPERTIES CXX_STANDARD 20)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # GCC takes the memory of a coroutine for another's
    target_compile_options(${target} PRIVATE -Wno-mismatched-new-delete)
  endif()
endfunction()

# pybind11, and Python's headers. A sanitizer would have to be in Python, too.
find_path(PYBIND11_INCLUDE_DIR pybind11/pybind11.h)
set(BENTOCLOUD_PYTHON_MODULE OFF)
if(PYBIND11_INCLUDE_DIR AND NOT WIN32 AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  find_package(Python3 QUIET COMPONENTS Interpreter Development.Module)
  set(BENTOCLOUD_PYTHON_MODULE ${Python3_FOUND})
endif()
