#include "transport/curl/look_ups.hpp"

#include <chrono>
#include <cstddef>
#include <memory>

#include <curl/curl.h>
#include <gtest/gtest.h>

namespace bentocloud::curl {
namespace {

using std::chrono::milliseconds;

class LookUpsTest : public ::testing::Test {
 protected:
  // Whether it ends a wait of this time.
  bool is_woken(milliseconds time) {
    const auto begin = Deadline::Clock::now();
    const int longest = static_cast<int>(time.count());
    EXPECT_EQ(curl_multi_poll(multi_.get(), nullptr, 0, longest, nullptr), CURLM_OK);
    return Deadline::Clock::now() - begin < time;
  }

  void fill() {
    for (std::size_t i = 0; i < LookUps::most; ++i) EXPECT_TRUE(look_ups_.begin(multi(), now_));
  }

  CURLM* multi() { return multi_.get(); }

  LookUps look_ups_;
  LookUps::TimePoint now_ = Deadline::Clock::now();

 private:
  std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi_{curl_multi_init(),
                                                               &curl_multi_cleanup};
};

TEST_F(LookUpsTest, AreNoMoreThanSome) {
  fill();
  EXPECT_FALSE(look_ups_.begin(multi(), now_));
  look_ups_.end();
  EXPECT_TRUE(look_ups_.has_room(multi(), now_));
  EXPECT_TRUE(look_ups_.begin(multi(), now_));
  EXPECT_FALSE(look_ups_.has_room(multi(), now_));
}

TEST_F(LookUpsTest, WakeThoseThatWait) {
  fill();
  EXPECT_FALSE(look_ups_.has_room(multi(), now_));
  EXPECT_FALSE(look_ups_.has_room(multi(), now_));
  look_ups_.abandon(now_);
  EXPECT_FALSE(is_woken(milliseconds(20)));
  look_ups_.end();
  EXPECT_TRUE(is_woken(milliseconds(10000)));
  look_ups_.end();
  EXPECT_FALSE(is_woken(milliseconds(20)));  // it was told, and has to ask again
}

TEST_F(LookUpsTest, DoNotWakeThoseThatHaveLeft) {
  fill();
  EXPECT_FALSE(look_ups_.has_room(multi(), now_));
  look_ups_.leave(multi());
  look_ups_.end();
  EXPECT_FALSE(is_woken(milliseconds(20)));
}

TEST_F(LookUpsTest, CountForSomeTimeWhenTheyAreAbandoned) {
  EXPECT_EQ(look_ups_.abandoned_end(), LookUps::TimePoint::max());
  fill();
  for (std::size_t i = 0; i < LookUps::most; ++i) look_ups_.abandon(now_ + milliseconds(i));
  EXPECT_EQ(look_ups_.abandoned_end(), now_ + LookUps::patience);
  EXPECT_FALSE(look_ups_.begin(multi(), now_ + LookUps::patience - milliseconds(1)));
  EXPECT_TRUE(look_ups_.begin(multi(), now_ + LookUps::patience));
  EXPECT_FALSE(look_ups_.begin(multi(), now_ + LookUps::patience));
  EXPECT_EQ(look_ups_.abandoned_end(), now_ + LookUps::patience + milliseconds(1));
}

}  // namespace
}  // namespace bentocloud::curl
