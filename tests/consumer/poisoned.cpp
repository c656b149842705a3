// As <windows.h> leaves things behind: min and max are macros.
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))

#include <bentocloud/bentocloud.hpp>
#include <bentocloud/testing/fake_transport.hpp>
#include <bentocloud/testing/local_cloud.hpp>

int main() { return bentocloud::Deadline().expired() ? 1 : 0; }
