// A transport of your own: libcurl through a Unix domain socket, such as that of a local proxy
// which has the way to BentoCloud. Link libcurl.
#pragma once

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <curl/curl.h>

#include <bentocloud/error.hpp>
#include <bentocloud/transport.hpp>

namespace example {

class UnixSocketTransport final : public bentocloud::Transport {
 public:
  explicit UnixSocketTransport(std::string path) : path_(std::move(path)) {}

  // A new connection for each request, so that libcurl repeats none on another one.
  bentocloud::HttpResponse send(const bentocloud::HttpRequest& request,
                                const bentocloud::Deadline& deadline) override {
    Exchange exchange;
    exchange.max_size = request.max_response_size;
    const Handle<CURL, curl_easy_cleanup> easy(curl_easy_init());
    const Handle<CURLM, curl_multi_cleanup> multi(curl_multi_init());
    const Handle<curl_slist, curl_slist_free_all> headers(headers_of(request));
    CURL* const handle = easy.get();
    curl_easy_setopt(handle, CURLOPT_UNIX_SOCKET_PATH, path_.c_str());
    curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    if (!request.body.empty()) {
      curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
      curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
    }
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);

    curl_multi_add_handle(multi.get(), handle);
    const CURLcode result = wait(multi.get(), deadline);
    long sent = 0;
    curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &sent);
    long status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(multi.get(), handle);
    if (result != CURLE_OK) throw error_of(result, exchange, sent > 0, deadline);
    exchange.response.status = static_cast<int>(status);
    exchange.response.new_connection = true;
    return std::move(exchange.response);
  }

 private:
  template <auto Cleanup>
  struct Deleter {
    template <class Type>
    void operator()(Type* handle) const noexcept {
      Cleanup(handle);
    }
  };
  template <class Type, auto Cleanup>
  using Handle = std::unique_ptr<Type, Deleter<Cleanup>>;

  struct Exchange {
    bentocloud::HttpResponse response;
    std::size_t max_size = 0;
    bool is_too_large = false;
  };

  static curl_slist* headers_of(const bentocloud::HttpRequest& request) {
    curl_slist* list = curl_slist_append(nullptr, "Expect:");
    for (const auto& [name, value] : request.headers) {
      list = curl_slist_append(list, (name + ": " + value).c_str());
    }
    const std::string token(request.authentication.reveal());
    return curl_slist_append(list, (request.authentication_header + ": " + token).c_str());
  }

  static CURLcode wait(CURLM* multi, const bentocloud::Deadline& deadline) {
    const auto wake_up = deadline.on_cancel([multi] { curl_multi_wakeup(multi); });
    for (int running = 1;;) {
      curl_multi_perform(multi, &running);
      if (running == 0) break;
      if (deadline.cancelled() || deadline.expired()) return CURLE_OPERATION_TIMEDOUT;
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline.remaining());
      const auto longest = (std::min)(left, std::chrono::milliseconds(60000));
      curl_multi_poll(multi, nullptr, 0, static_cast<int>(longest.count()), nullptr);
    }
    int left = 0;
    return curl_multi_info_read(multi, &left)->data.result;
  }

  static bentocloud::Error error_of(CURLcode result, const Exchange& exchange, bool was_sent,
                                    const bentocloud::Deadline& deadline) {
    bentocloud::ErrorDetails details;
    details.message = curl_easy_strerror(result);
    details.kind = exchange.is_too_large  ? bentocloud::ErrorKind::decode
                   : deadline.cancelled() ? bentocloud::ErrorKind::cancelled
                   : deadline.expired()   ? bentocloud::ErrorKind::timeout
                                          : bentocloud::ErrorKind::transport;
    if (!was_sent) details.outcome = bentocloud::Outcome::not_sent;
    details.retryable = !exchange.is_too_large && !deadline.cancelled();
    return bentocloud::Error(details);
  }

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) {
    const std::string_view line(data, size * count);
    const std::size_t colon = line.find(':');
    bentocloud::HttpHeaders& headers = static_cast<Exchange*>(self)->response.headers;
    if (line.substr(0, 5) == "HTTP/") {
      headers.clear();  // those of an interim response
    } else if (colon != std::string_view::npos) {
      std::string_view value = line.substr(colon + 1);
      value = value.substr((std::min)(value.find_first_not_of(" \t"), value.size()));
      value = value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
      headers.push_back({std::string(line.substr(0, colon)), std::string(value)});
    }
    return line.size();
  }

  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    std::string& body = exchange.response.body;
    exchange.is_too_large = size * count > exchange.max_size - body.size();
    if (exchange.is_too_large) return 0;
    body.append(data, size * count);
    return size * count;
  }

  const std::string path_;
};

}  // namespace example
