// What stands before the snippets of a README: everything that could collide comes first.
#include <cassert>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_clock.hpp>
#include <bentocloud/testing/fake_cloud.hpp>
#include <bentocloud/testing/fake_transport.hpp>
#include <bentocloud/testing/local_cloud.hpp>

using namespace bentocloud;
using namespace testing;

extern const CloudClient& client;
void save(std::string_view secret);
std::string read_from_vault();
void all_snippets();
