// What the benchmarks measure from outside: a process that uses the library, libcurl alone, or what
// people write by hand.
#include <cstddef>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <curl/curl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <bentocloud/bentocloud.hpp>

#include "bare_pass.hpp"
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

// One page after the other, as most people write it.
template <class Use>
void list_by_libcurl(const std::string& endpoint, int tokens, const Use& use) {
  LibcurlAlone libcurl;
  for (int start = 0; start < tokens; start += 100) {
    use(libcurl.get(endpoint + "/api/v1/api_tokens?start=" + std::to_string(start) + "&count=100"));
  }
}

void list_by_hand(const std::string& endpoint, int tokens) {
  std::vector<bentocloud::ApiToken> all;
  list_by_libcurl(endpoint, tokens, [&all](const std::string& body) {
    for (bentocloud::ApiToken& token : bench::by_hand::page(body)) all.push_back(std::move(token));
  });
  require(all.size() == static_cast<std::size_t>(tokens), "the list is not whole");
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

// Waits for the response, and could be cancelled meanwhile.
void wait(const std::string& endpoint) {
  const CloudClient client({bentocloud::Secret(bench::api_key), endpoint});
  require(api_token::list(client.with_cancellation(bentocloud::Cancellation())).size() == 1,
          "not the token that was expected");
}

double resident_kib() {
  std::ifstream statm("/proc/self/statm");
  double pages = 0;
  statm >> pages >> pages;
  return pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1024;
}

std::ptrdiff_t open_files() {
  const std::filesystem::directory_iterator files("/proc/self/fd");
  return std::distance(begin(files), end(files));
}

// What clients keep that have listed once: memory in KiB and descriptors, for each of them.
void rest(const std::string& endpoint, int count) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  std::vector<CloudClient> clients;
  const auto add = [&] {
    clients.emplace_back(bentocloud::Credentials{bentocloud::Secret(bench::api_key), endpoint});
    require(!api_token::list(clients.back()).empty(), "the list is empty");
  };
  add();  // what all share
  const double memory = resident_kib();
  const std::ptrdiff_t files = open_files();
  for (int i = 0; i < count; ++i) add();
  std::cout << (resident_kib() - memory) / count << ' '
            << static_cast<double>(open_files() - files) / count << ' ';
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
  const auto tokens = static_cast<std::size_t>(count);
  if (what == "get") return get(endpoint, count);
  if (what == "get-by-libcurl") return get_by_libcurl(endpoint, count, &require_token);
  if (what == "get-by-hand") return get_by_libcurl(endpoint, count, &require_token_by_hand);
  if (what == "get-limit") return get_by_libcurl(endpoint, count, &bench::bare_pass);
  if (what == "list") return list(endpoint, tokens);
  if (what == "list-by-libcurl") return list_by_libcurl(endpoint, count, require_token);
  if (what == "list-by-hand") return list_by_hand(endpoint, count);
  if (what == "list-limit") return list_by_libcurl(endpoint, count, &bench::bare_pass);
  if (what == "pages") return pages(endpoint, tokens);
  if (what == "wait") return wait(endpoint);
  if (what == "rest") return rest(endpoint, count);
  require(false, "there is no such work");
}

}  // namespace

// Writes what the work says, and the peak of memory in KiB, the CPU time of the thread and the real
// time in milliseconds.
int main(int argc, char** argv) try {
  require(argc == 4, "Usage: benchmark_client WORK ENDPOINT COUNT");
  double cpu = 0;
  const double real = bench::wall_milliseconds(
      [&] { cpu = bench::cpu_milliseconds([&] { work(argv[1], argv[2], std::stoi(argv[3])); }); });
  std::cout << peak_kib() << ' ' << cpu << ' ' << real << '\n';
} catch (const std::exception& error) {
  std::cerr << "benchmark_client: " << error.what() << '\n';
  return 1;
}
