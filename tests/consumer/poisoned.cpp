// As <windows.h> leaves things behind: min and max are macros. C++'s own headers come before, for
// libstdc++ undefines the macros, and so would hide what is tested.
#include <chrono>
#include <deque>
#include <exception>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_transport.hpp>
#include <bentocloud/testing/local_cloud.hpp>

int main() { return bentocloud::Deadline().expired() ? 1 : 0; }
