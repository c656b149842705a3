#include <algorithm>
#include <cstdint>
#include <unordered_set>
#include <utility>

#include <bentocloud/api_token.hpp>

#include "client/answer.hpp"
#include "services/api_token_codec.hpp"

namespace bentocloud::api_token {
namespace {

// How often a list is read, or a page read again, when tokens keep coming and going.
constexpr int most_readings = 4;

// More than any list has; a server that goes on and on must not fill the memory.
constexpr int most_pages = 10'000;

// Of a list that are on the way together.
constexpr std::size_t most_pages_at_once = 25;

constexpr const char* operation = "list API tokens";

ApiRequest page_request(const CloudClient& client, const std::string& search, std::uint64_t start) {
  ApiRequest request{operation, "GET", {"api", "v1", "api_tokens"}};
  request.query = {{"start", std::to_string(start)},
                   {"count", std::to_string(client.options().page_size)}};
  if (!search.empty()) request.query.push_back({"search", search});
  return request;
}

// Whether nothing comes after `page`, which ends before `end`. The server's total alone is not
// believed: a full page may well be followed by another.
bool is_last(const CloudClient& client, const json::ApiTokenPage& page, std::uint64_t end) {
  const auto asked_for = static_cast<std::size_t>(client.options().page_size);
  return end == page.total && page.items.size() < asked_for;
}

struct Listing {
  std::vector<ApiToken> tokens;
  bool has_shifted = false;  // tokens came or went meanwhile, so that one may be missing
};

// Goes through all pages once; stops early when the list has shifted and `may_stop`. When it is
// known how many there are, reads several at once, but takes them in their order.
class Reading {
 public:
  Reading(const CloudClient& client, const std::string& search, bool may_stop)
      : client_(client), search_(search), may_stop_(may_stop) {}

  Listing run() && {
    while (!is_done_) read(next_starts());
    return std::move(listing_);
  }

 private:
  // The next page, and those after it as far as their places can be foreseen.
  [[nodiscard]] std::vector<std::uint64_t> next_starts() const {
    std::vector<std::uint64_t> starts{start_};
    while (is_even_ && page_size_ > 0 && starts.size() < most_pages_at_once) {
      const std::uint64_t start = starts.back() + page_size_;
      if (start > last_start()) break;
      starts.push_back(start);
    }
    return starts;
  }

  // Where a last page may begin. After a full one there may be one more: see `is_last`.
  [[nodiscard]] std::uint64_t last_start() const {
    const std::uint64_t total = total_.value_or(0);
    const bool is_full = page_size_ == static_cast<std::size_t>(client_.options().page_size);
    return is_full || total == 0 ? total : total - 1;
  }

  void read(const std::vector<std::uint64_t>& starts) {
    std::vector<ApiRequest> requests;
    requests.reserve(starts.size());
    for (const std::uint64_t start : starts) {
      requests.push_back(page_request(client_, search_, start));
    }
    std::vector<std::optional<json::ApiTokenPage>> pages(starts.size());
    std::size_t taken = 0;
    client_.send_all(requests, starts.size(), [&](std::size_t index, const ApiResult& result) {
      if (result.error) throw Error(*result.error);
      pages[index] = decode<json::ApiTokenPage>(client_, requests[index], result.response);
      while (pages[taken]) {
        take(*std::move(pages[taken]));
        if (is_done_ || ++taken == pages.size()) return false;
        is_even_ = starts[taken] == start_;
        if (!is_even_) return false;
      }
      return true;
    });
  }

  void take(json::ApiTokenPage page) {
    listing_.has_shifted = listing_.has_shifted || (total_ && *total_ != page.total);
    total_ = page.total;
    is_done_ = listing_.has_shifted && may_stop_;
    if (is_done_) return;

    start_ += page.items.size();
    page_size_ = page.items.size();
    const std::size_t before = listing_.tokens.size();
    for (ApiToken& token : page.items) {
      if (seen_.insert(token.uid).second) listing_.tokens.push_back(std::move(token));
    }
    // The same page again is no progress; but after a shift all that is known can come again, once.
    repeated_ = listing_.tokens.size() == before ? repeated_ + page.items.size() : 0;
    const bool is_stuck = repeated_ > (listing_.has_shifted ? seen_.size() : 0);
    is_done_ = page.items.empty() || is_stuck || is_last(client_, page, start_);
    if (!is_done_ && ++pages_ == most_pages) {
      ErrorFacts facts;
      facts.kind = ErrorKind::decode;
      facts.outcome = Outcome::applied;
      facts.operation = operation;
      facts.message = "the list does not end after " + std::to_string(most_pages) + " pages";
      throw Error(std::move(facts));
    }
  }

  const CloudClient& client_;
  const std::string& search_;
  const bool may_stop_;
  Listing listing_;
  std::unordered_set<std::string> seen_;
  std::optional<std::uint64_t> total_;
  std::uint64_t start_ = 0;
  std::size_t page_size_ = 0;  // of the last page
  std::size_t repeated_ = 0;   // items since the last that was new
  int pages_ = 0;
  bool is_even_ = true;  // pages are where the sizes of those before them let expect
  bool is_done_ = false;
};

}  // namespace

std::vector<ApiToken> list(const CloudClient& client, std::string_view search) {
  const std::string text(search);
  const CloudClient limited = client.with_deadline(client.deadline());
  for (int reading = 1;; ++reading) {
    const bool may_repeat = reading < most_readings;
    Listing listing = Reading(limited, text, may_repeat).run();
    if (!listing.has_shifted || !may_repeat) return std::move(listing.tokens);
  }
}

class Pages::Iterator::Reader {
 public:
  Reader(CloudClient client, std::string search)
      : client_(std::move(client)), search_(std::move(search)) {}

  [[nodiscard]] const std::vector<ApiToken>& page() const noexcept { return page_; }
  [[nodiscard]] bool at_end() const noexcept { return page_.empty(); }

  void read_next() {
    page_.clear();
    const CloudClient limited = client_.with_deadline(client_.deadline());
    steps_left_ = most_readings - 1;
    while (!is_done_ && page_.empty()) {
      json::ApiTokenPage page = read_stepping_back(limited);
      start_ += page.items.size();
      std::unordered_set<std::string> uids;
      for (ApiToken& token : page.items) {
        uids.insert(token.uid);
        if (previous_.count(token.uid) == 0) page_.push_back(std::move(token));
      }
      // After a shift a page may hold nothing new, and yet not be the last; but what the previous
      // one held can come again only once.
      repeated_ = page_.empty() ? repeated_ + page.items.size() : 0;
      const bool is_stuck = repeated_ > previous_.size();
      is_done_ = page.items.empty() || is_stuck || is_last(client_, page, start_);
      if (!page_.empty()) previous_ = std::move(uids);
    }
  }

 private:
  // When tokens have gone, those that follow have moved up, perhaps to before `start_`.
  json::ApiTokenPage read_stepping_back(const CloudClient& limited) {
    for (;; --steps_left_) {
      const ApiRequest request = page_request(client_, search_, start_);
      auto page = decode<json::ApiTokenPage>(client_, request, limited.send(request));
      const std::uint64_t gone = total_ && page.total < *total_ ? *total_ - page.total : 0;
      total_ = page.total;
      const std::uint64_t step = (std::min)({gone, start_, std::uint64_t{previous_.size()}});
      if (step == 0 || steps_left_ == 0) return page;
      start_ -= step;
    }
  }

  CloudClient client_;
  std::string search_;
  std::uint64_t start_ = 0;
  std::optional<std::uint64_t> total_;
  std::vector<ApiToken> page_;
  std::unordered_set<std::string> previous_;  // uids of the last page that held something new
  std::size_t repeated_ = 0;                  // items since then, all of them known
  int steps_left_ = 0;                        // back, for this page
  bool is_done_ = false;
};

Pages pages(const CloudClient& client, std::string_view search) { return {client, search}; }

Pages::Iterator Pages::begin() const {
  Iterator iterator;
  iterator.reader_ = std::make_shared<Iterator::Reader>(client_, search_);
  return std::move(++iterator);
}

Pages::Iterator::reference Pages::Iterator::operator*() const noexcept { return reader_->page(); }

Pages::Iterator& Pages::Iterator::operator++() {
  reader_->read_next();
  return *this;
}

bool Pages::Iterator::at_end() const noexcept { return !reader_ || reader_->at_end(); }

}  // namespace bentocloud::api_token
