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

// Of the SONAME, which is made of `version`.
TEST(Version, OfTheInlineNamespaceIsThatOfTheSharedLibrary) {
#define BENTOCLOUD_QUOTED(name) #name
#define BENTOCLOUD_NAME(macro) BENTOCLOUD_QUOTED(macro)
  EXPECT_EQ(std::string(BENTOCLOUD_NAME(BENTOCLOUD_ABI))
                .rfind("v" + std::to_string(BENTOCLOUD_VERSION_MAJOR) + "_" +
                           std::to_string(BENTOCLOUD_VERSION_MINOR),
                       0),
            0U);
#undef BENTOCLOUD_NAME
#undef BENTOCLOUD_QUOTED
}

}  // namespace
}  // namespace bentocloud
