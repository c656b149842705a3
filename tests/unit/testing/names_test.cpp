#include <memory>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_clock.hpp>
#include <bentocloud/testing/fake_cloud.hpp>
#include <bentocloud/testing/fake_transport.hpp>
#include <bentocloud/testing/local_cloud.hpp>

// As a test of a program may have it: no name of the library hides one of GoogleTest.
using namespace bentocloud;
using namespace bentocloud::fakes;

class Names : public testing::Test {
 protected:
  std::shared_ptr<FakeCloud> cloud_ = std::make_shared<FakeCloud>();
};

TEST_F(Names, LiveBesideGoogleTest) {
  using namespace testing;
  ClientOptions options;
  options.transport = cloud_;
  const CloudClient client(cloud_->credentials(), options);
  EXPECT_TRUE(api_token::list(client).empty());
  EXPECT_FALSE(Test::HasFailure());
}
