#include <algorithm>
#include <cstdint>
#include <unordered_set>
#include <utility>

#include <bentocloud/api_token.hpp>

#include "answer.hpp"
#include "json/api_token_codec.hpp"

namespace bentocloud::api_token {
namespace {

// How often a list is read, or a page read again, when tokens keep coming and going.
constexpr int most_readings = 4;

// More than any list has; a server that goes on and on must not fill the memory.
constexpr int most_pages = 10'000;

constexpr const char* operation = "list API tokens";

json::ApiTokenPage read_page(const CloudClient& client, const std::string& search,
                             std::uint64_t start, const Deadline& deadline) {
  ApiRequest request{operation, "GET", {"api", "v1", "api_tokens"}};
  request.query = {{"start", std::to_string(start)},
                   {"count", std::to_string(client.options().page_size)}};
  if (!search.empty()) request.query.emplace_back("search", search);
  return decode<json::ApiTokenPage>(client, request, client.send(request, deadline));
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

// Goes through all pages once; stops early when the list has shifted and `may_stop`.
Listing read_all(const CloudClient& client, const std::string& search, const Deadline& deadline,
                 bool may_stop) {
  Listing listing;
  std::unordered_set<std::string> seen;
  std::optional<std::uint64_t> total;
  std::uint64_t start = 0;
  std::size_t repeated = 0;  // items since the last that was new
  for (int pages = 0; pages < most_pages; ++pages) {
    json::ApiTokenPage page = read_page(client, search, start, deadline);
    listing.has_shifted = listing.has_shifted || (total && *total != page.total);
    total = page.total;
    if (listing.has_shifted && may_stop) return listing;

    start += page.items.size();
    const std::size_t before = listing.tokens.size();
    for (ApiToken& token : page.items) {
      if (seen.insert(token.uid).second) listing.tokens.push_back(std::move(token));
    }
    // The same page again is no progress; but after a shift all that is known can come again, once.
    repeated = listing.tokens.size() == before ? repeated + page.items.size() : 0;
    const bool is_stuck = repeated > (listing.has_shifted ? seen.size() : 0);
    if (page.items.empty() || is_stuck || is_last(client, page, start)) return listing;
  }
  ErrorFacts facts;
  facts.kind = ErrorKind::decode;
  facts.outcome = Outcome::applied;
  facts.operation = operation;
  facts.message = "the list does not end after " + std::to_string(most_pages) + " pages";
  throw Error(std::move(facts));
}

}  // namespace

std::vector<ApiToken> list(const CloudClient& client, std::string_view search) {
  const std::string text(search);
  const Deadline deadline = client.deadline();
  for (int reading = 1;; ++reading) {
    const bool may_repeat = reading < most_readings;
    Listing listing = read_all(client, text, deadline, may_repeat);
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
    const Deadline deadline = client_.deadline();
    steps_left_ = most_readings - 1;
    while (!is_done_ && page_.empty()) {
      json::ApiTokenPage page = read_stepping_back(deadline);
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
  json::ApiTokenPage read_stepping_back(const Deadline& deadline) {
    for (;; --steps_left_) {
      json::ApiTokenPage page = read_page(client_, search_, start_, deadline);
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
