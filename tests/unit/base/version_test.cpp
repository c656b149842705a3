#include <string>

#include <gtest/gtest.h>

#include <bentocloud/version.hpp>

#if BENTOCLOUD_VERSION < 100
#error "this is 0.1.0 or newer"
#endif

namespace bentocloud {
namespace {

TEST(Version, IsTheSameInEachForm) {
  EXPECT_EQ(version, std::to_string(BENTOCLOUD_VERSION_MAJOR) + "." +
                         std::to_string(BENTOCLOUD_VERSION_MINOR) + "." +
                         std::to_string(BENTOCLOUD_VERSION_PATCH));
  EXPECT_EQ(runtime_version(), version);  // built together
}

}  // namespace
}  // namespace bentocloud
