#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <bentocloud/api_token.hpp>
#include <bentocloud/cloud_client.hpp>

#include "client/response.hpp"
#include "services/api_token_codec.hpp"
#include "services/list_reader.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace api_token {
namespace {

constexpr std::size_t max_pages_at_once = 32;  // requests in flight
// More than are in flight, so that each response makes room for the next request at once, and pages
// are decoded while others are waited for.
constexpr std::size_t max_pages_of_round = 64;

ApiRequest page_request(std::uint64_t start, std::uint64_t count, const std::string& search) {
  ApiRequest request{"list API tokens", "GET", {"api", "v1", "api_tokens"}};
  request.query = {{"start", std::to_string(start)}, {"count", std::to_string(count)}};
  if (!search.empty()) request.query.push_back({"search", search});
  return request;
}

}  // namespace

std::vector<ApiToken> list(const CloudClient& client, std::string_view search) {
  const std::string text(search);
  const CloudClient limited = client.with_deadline(client.deadline());
  ListReader reader(client.options(), ListReader::Keeps::tokens, max_pages_of_round);
  std::vector<ApiToken> tokens;
  while (!reader.ended()) {
    const std::vector<std::uint64_t>& starts = reader.next_round();
    std::vector<ApiRequest> requests;
    requests.reserve(starts.size());
    for (const std::uint64_t start : starts) {
      requests.push_back(page_request(start, reader.count(), text));
      requests.back().max_response_size = reader.max_page_bytes();
    }
    const std::size_t at_once = (std::min)(requests.size(), max_pages_at_once);
    limited.send_all(requests, at_once, [&](std::size_t index, const ApiResult& result) {
      if (result.error) {
        if (result.error->kind() != ErrorKind::decode || !reader.asks_for_several()) {
          throw Error(*result.error);
        }
        reader.ask_one_by_one();  // perhaps it was larger than its share
        return false;
      }
      reader.add(starts[index],
                 decode<json::ApiTokenPage>(client, requests[index], result.response),
                 result.response.http.body.size(), tokens);
      return !reader.ended();
    });
  }
  return tokens;
}

struct Pages::Query {
  CloudClient client;
  std::string search;
};

class Pages::Iterator::Reader {
 public:
  explicit Reader(std::shared_ptr<const Query> query)
      : query_(std::move(query)), reader_(query_->client.options(), ListReader::Keeps::uids, 1) {}

  [[nodiscard]] const std::vector<ApiToken>& page() const noexcept { return page_; }
  [[nodiscard]] bool at_end() const noexcept { return page_.empty(); }

  // Keeps the page until there is another, so that nothing has changed when this fails.
  void read_next() {
    const CloudClient& client = query_->client;
    const CloudClient limited = client.with_deadline(client.deadline());
    std::vector<ApiToken> tokens;
    while (tokens.empty() && !reader_.ended()) {
      const std::uint64_t start = reader_.next_round().front();
      const ApiRequest request = page_request(start, reader_.count(), query_->search);
      const ApiResponse response = limited.send(request);
      reader_.add(start, decode<json::ApiTokenPage>(client, request, response),
                  response.http.body.size(), tokens);
    }
    page_ = std::move(tokens);
  }

 private:
  std::shared_ptr<const Query> query_;
  ListReader reader_;
  std::vector<ApiToken> page_;
};

Pages::Pages(const CloudClient& client, std::string_view search)
    : query_(std::make_shared<const Query>(Query{client, std::string(search)})) {}

Pages pages(const CloudClient& client, std::string_view search) { return {client, search}; }

std::optional<ApiToken> find(const CloudClient& client, std::string_view name) {
  if (name.empty()) {
    ErrorDetails details;
    details.kind = ErrorKind::invalid_argument;
    details.outcome = Outcome::not_sent;
    details.operation = "find an API token";
    details.message = "the name is empty: nothing was sent";
    throw client.make_error(std::move(details));
  }
  for (const std::vector<ApiToken>& page : pages(client.with_deadline(client.deadline()), name)) {
    for (const ApiToken& token : page) {
      if (token.name == name) return token;
    }
  }
  return std::nullopt;
}

Pages::Iterator Pages::begin() const {
  Iterator iterator;
  iterator.reader_ = std::make_shared<Iterator::Reader>(query_);
  return std::move(++iterator);
}

Pages::Iterator::reference Pages::Iterator::operator*() const noexcept { return reader_->page(); }

Pages::Iterator& Pages::Iterator::operator++() {
  reader_->read_next();
  return *this;
}

bool Pages::Iterator::at_end() const noexcept { return !reader_ || reader_->at_end(); }

}  // namespace api_token
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
