#pragma once

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
