// What the benchmarks measure from outside: a process that uses the library, libcurl alone, or what
// people write by hand.
#include <cstddef>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include <curl/curl.h>

#include <bentocloud/bentocloud.hpp>

#include "by_hand.hpp"
#include "measure.hpp"
#include "tokens.hpp"

namespace {

namespace api_token = bentocloud::api_token;
using bench::require;
using bentocloud::CloudClient;

// One handle for all requests, with the headers that the library sends.
class LibcurlAlone {
 public:
  LibcurlAlone() {
    const std::string user_agent = "User-Agent: bentocloud-cpp/" + std::string(bentocloud::version);
    const std::string key = std::string("X-YATAI-API-TOKEN: ") + bench::api_key;
    for (const std::string& line : {std::string("Accept: application/json"), user_agent, key})
      headers_ = curl_slist_append(headers_, line.c_str());
    curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(easy_.get(), CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy_.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_.get(), CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy_.get(), CURLOPT_WRITEFUNCTION, &on_body);
  }
  LibcurlAlone(const LibcurlAlone&) = delete;
  LibcurlAlone& operator=(const LibcurlAlone&) = delete;
  ~LibcurlAlone() { curl_slist_free_all(headers_); }

  std::string get(const std::string& url) {
    std::string body;
    curl_easy_setopt(easy_.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy_.get(), CURLOPT_WRITEDATA, &body);
    require(curl_easy_perform(easy_.get()) == CURLE_OK, "libcurl's request failed");
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    require(status == 200, "libcurl's request was refused");
    return body;
  }

 private:
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* body) {
    static_cast<std::string*>(body)->append(data, size * count);
    return size * count;
  }

  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy_{curl_easy_init(), &curl_easy_cleanup};
  curl_slist* headers_ = nullptr;
};

void get(const std::string& endpoint, int times) {
  const CloudClient client({bentocloud::Secret(bench::api_key), endpoint});
  const std::string uid = bench::uid_of(7);
  for (int i = 0; i < times; ++i) require(api_token::get(client, uid)->uid == uid, "wrong token");
}

void get_by_libcurl(const std::string& endpoint, int times, void (*use)(const std::string& body)) {
  LibcurlAlone libcurl;
  const std::string url = endpoint + "/api/v1/api_tokens/" + bench::uid_of(7);
  for (int i = 0; i < times; ++i) use(libcurl.get(url));
}

void require_token(const std::string& body) { require(body.back() == '}', "not a whole token"); }

void require_token_by_hand(const std::string& body) {
  require(bench::by_hand::token(body).uid == bench::uid_of(7), "wrong token");
}

void list(const std::string& endpoint, std::size_t tokens) {
  const CloudClient client({bentocloud::Secret(bench::api_key), endpoint});
  require(api_token::list(client).size() == tokens, "the list is not whole");
}

void pages(const std::string& endpoint, std::size_t tokens) {
  const CloudClient client({bentocloud::Secret(bench::api_key), endpoint});
  std::size_t seen = 0;
  for (const auto& page : api_token::pages(client)) seen += page.size();
  require(seen == tokens, "the pages are not whole");
}

void list_by_libcurl(const std::string& endpoint) {
  require_token(LibcurlAlone().get(endpoint + "/api/v1/api_tokens?start=0&count=100"));
}

// Not getrusage(), whose peak begins with that of the process that started this one.
std::string peak_kib() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word && word != "VmHWM:") continue;
  status >> word;
  return word;
}

void work(const std::string& what, const std::string& endpoint, int count) {
  if (what == "get") return get(endpoint, count);
  if (what == "get-by-libcurl") return get_by_libcurl(endpoint, count, &require_token);
  if (what == "get-by-hand") return get_by_libcurl(endpoint, count, &require_token_by_hand);
  if (what == "list") return list(endpoint, static_cast<std::size_t>(count));
  if (what == "list-by-libcurl") return list_by_libcurl(endpoint);
  if (what == "pages") return pages(endpoint, static_cast<std::size_t>(count));
  require(false, "there is no such work");
}

}  // namespace

int main(int argc, char** argv) try {
  require(argc == 4, "Usage: benchmark_client WORK ENDPOINT COUNT");
  work(argv[1], argv[2], std::stoi(argv[3]));
  std::cout << peak_kib() << '\n';
} catch (const std::exception& error) {
  std::cerr << "benchmark_client: " << error.what() << '\n';
  return 1;
}
