#pragma once

#include <cstddef>  // for the macros of the standard library

/// \cond
#if (defined(_MSVC_LANG) ? _MSVC_LANG : __cplusplus) < 201703L
#error "bentocloud needs C++17 or newer"
#elif !defined(__cpp_exceptions)
#error "bentocloud needs exceptions, with which its functions fail; compile what calls it with them"
#endif

// Marks what the shared library exports; everything else stays hidden.
#if defined(BENTOCLOUD_STATIC)
#define BENTOCLOUD_EXPORT
#elif defined(_WIN32) && defined(BENTOCLOUD_BUILDING)
#define BENTOCLOUD_EXPORT __declspec(dllexport)
#elif defined(_WIN32)
#define BENTOCLOUD_EXPORT __declspec(dllimport)
#else
#define BENTOCLOUD_EXPORT __attribute__((visibility("default")))
#endif

// The inline namespace around all that programs link to: the version of the SONAME, so that two
// versions live in one process, and the macros that change the layout of libstdc++'s types, so that
// what was compiled without them does not link to what was compiled with them.
#if defined(_GLIBCXX_DEBUG)
#define BENTOCLOUD_ABI v0_1_GLIBCXX_DEBUG
#elif defined(_GLIBCXX_USE_CXX11_ABI) && !_GLIBCXX_USE_CXX11_ABI
#define BENTOCLOUD_ABI v0_1_GLIBCXX_USE_CXX11_ABI_0
#else
#define BENTOCLOUD_ABI v0_1
#endif
/// \endcond
