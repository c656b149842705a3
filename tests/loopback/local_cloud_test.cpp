#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <curl/curl.h>
#include <gtest/gtest.h>

#include <bentocloud/error.hpp>
#include <bentocloud/testing/local_cloud.hpp>

namespace bentocloud::testing {
namespace {

// A client of HTTP that knows nothing of this library. It keeps its connection alive.
class Browser {
 public:
  Browser() : curl_(curl_easy_init(), &curl_easy_cleanup) {
    headers_.reset(curl_slist_append(nullptr, "X-YATAI-API-TOKEN: fake-api-token"));
    curl_easy_setopt(curl_.get(), CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(curl_.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl_.get(), CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl_.get(), CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl_.get(), CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(curl_.get(), CURLOPT_WRITEFUNCTION, &append);
  }

  // Returns the status.
  long ask(const std::string& method, const std::string& url, const char* upload = nullptr) {
    body.clear();
    curl_easy_setopt(curl_.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl_.get(), CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(curl_.get(), CURLOPT_NOBODY, method == "HEAD" ? 1L : 0L);
    if (upload != nullptr) curl_easy_setopt(curl_.get(), CURLOPT_POSTFIELDS, upload);
    curl_easy_setopt(curl_.get(), CURLOPT_CUSTOMREQUEST, method.c_str());
    long status = 0;
    if (curl_easy_perform(curl_.get()) == CURLE_OK) {
      curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
      long connections = 0;
      curl_easy_getinfo(curl_.get(), CURLINFO_NUM_CONNECTS, &connections);
      new_connections += connections;
    }
    return status;
  }

  std::string body;
  long new_connections = 0;

 private:
  static std::size_t append(char* data, std::size_t size, std::size_t count, void* text) {
    static_cast<std::string*>(text)->append(data, size * count);
    return size * count;
  }

  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_{nullptr,
                                                                       &curl_slist_free_all};
};

TEST(LocalCloud, AnswersOnLoopback) {
  const LocalCloud cloud;
  EXPECT_EQ(cloud.endpoint().rfind("http://127.0.0.1:", 0), 0u);
  EXPECT_EQ(cloud.credentials().endpoint, cloud.endpoint());
  const std::string tokens = cloud.endpoint() + "/api/v1/api_tokens";
  Browser browser;
  EXPECT_EQ(browser.ask("POST", tokens, R"({"name":"ci-token"})"), 200);
  EXPECT_NE(browser.body.find(R"("token":"c)"), std::string::npos);
  EXPECT_EQ(browser.ask("GET", tokens + "?start=0&count=1&search=ci%2D"), 200);
  EXPECT_NE(browser.body.find(R"("total":1)"), std::string::npos);
  EXPECT_EQ(browser.ask("GET", tokens + "/a%2Fb"), 404);
  EXPECT_EQ(browser.ask("GET", cloud.endpoint() + "/"), 404);
}

TEST(LocalCloud, EveryMethodIsAnsweredAndLeavesTheConnectionUsable) {
  const LocalCloud cloud;
  const std::string one = cloud.endpoint() + "/api/v1/api_tokens/nobody";
  Browser browser;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(browser.ask("GET", one), 404);
    EXPECT_EQ(browser.ask("PATCH", one, "{}"), 404);
    EXPECT_EQ(browser.ask("DELETE", one), 404);  // without a body, and without a length of it
    EXPECT_EQ(browser.ask("PUT", one, "{}"), 405);
    EXPECT_EQ(browser.ask("POST", one, "{}"), 405);
  }
  EXPECT_EQ(browser.new_connections, 1);
  for (const char* method : {"HEAD", "OPTIONS", "NONSENSE"}) {
    EXPECT_GE(browser.ask(method, one), 400) << method;
  }
  EXPECT_EQ(browser.ask("GET", one), 404);
}

TEST(LocalCloud, ServesManyConnectionsAtOnce) {
  const LocalCloud cloud;
  const std::string tokens = cloud.endpoint() + "/api/v1/api_tokens";
  std::vector<std::unique_ptr<Browser>> browsers;
  for (int i = 0; i < 50; ++i) {
    browsers.push_back(std::make_unique<Browser>());
    EXPECT_EQ(browsers.back()->ask("GET", tokens), 200);
  }
  for (const auto& browser : browsers) {
    EXPECT_EQ(browser->ask("GET", tokens), 200);
    EXPECT_EQ(browser->new_connections, 1);
  }
}

TEST(LocalCloud, EndsAtOnceAlthoughAConnectionIsKeptAlive) {
  std::optional<LocalCloud> cloud(std::in_place);
  Browser browser;
  EXPECT_EQ(browser.ask("GET", cloud->endpoint() + "/api/v1/api_tokens"), 200);
  const auto begin = std::chrono::steady_clock::now();
  cloud.reset();
  // httplib itself would wait for five seconds.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST(LocalCloud, ServersDoNotGetInEachOthersWay) {
  LocalCloud one;
  LocalCloud other;
  EXPECT_NE(one.endpoint(), other.endpoint());
  Browser browser;
  EXPECT_EQ(browser.ask("POST", one.endpoint() + "/api/v1/api_tokens", R"({"name":"a"})"), 200);
  EXPECT_EQ(one.cloud().tokens().size(), 1u);
  EXPECT_TRUE(other.cloud().tokens().empty());
}

TEST(LocalCloud, APortThatIsTakenIsAnError) {
  const LocalCloud cloud;
  LocalCloudOptions options;
  options.port = std::stoi(cloud.endpoint().substr(cloud.endpoint().rfind(':') + 1));
  try {
    const LocalCloud other(options);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::configuration);
    EXPECT_NE(std::string(error.what()).find(std::to_string(options.port)), std::string::npos);
  }
}

TEST(LocalCloud, LatencyDelaysEachAnswer) {
  LocalCloudOptions options;
  options.latency = std::chrono::milliseconds(60);
  const LocalCloud cloud(options);
  Browser browser;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(browser.ask("GET", cloud.endpoint() + "/api/v1/api_tokens"), 200);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, options.latency);
}

}  // namespace
}  // namespace bentocloud::testing
