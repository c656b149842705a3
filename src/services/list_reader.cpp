#include "services/list_reader.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace api_token {
namespace {

constexpr std::uint64_t min_page_size = 2;

// Rounds without a new token. A list that stays as it is takes fewer than two times its pages:
// once back to its beginning, and once forwards again.
constexpr std::uint64_t max_sweeps = 4;
constexpr std::uint64_t max_idle_rounds = 64;

// After so many rounds a page is where the list was, and no longer of use.
constexpr std::uint64_t max_rounds_waiting = 8;

// By how many tokens a page of `size` overlaps the one before it.
std::uint64_t overlap(std::uint64_t size) { return (std::max)(size / 16, std::uint64_t{1}); }

[[noreturn]] void fail(std::string message, std::string hint = {}) {
  ErrorDetails details;
  details.kind = ErrorKind::decode;
  details.outcome = Outcome::applied;
  details.operation = "list API tokens";
  details.message = std::move(message);
  details.hint = std::move(hint);
  throw Error(std::move(details));
}

}  // namespace

ListReader::ListReader(const ClientOptions& options, Keeps keeps, std::size_t max_pages_of_round)
    : count_((std::max)(static_cast<std::uint64_t>(options.page_size), min_page_size)),
      keeps_(keeps),
      max_pages_of_round_(max_pages_of_round),
      max_bytes_(options.max_response_size),
      page_size_(count_) {}

const std::vector<std::uint64_t>& ListReader::next_round() {
  if (!has_pages_ && !starts_.empty()) {
    if (is_one_by_one_) starts_.erase(starts_.begin() + 1, starts_.end());
    return starts_;
  }
  if (has_pages_) aim();
  ++round_;
  starts_.clear();
  pages_back_ > 0 ? plan_backwards() : plan_forwards();
  return starts_;
}

void ListReader::add(std::uint64_t start, json::ApiTokenPage page, std::size_t bytes,
                     std::vector<ApiToken>& tokens) {
  has_pages_ = true;
  total_ = page.total;
  if (page.items.empty()) {
    if (start == 0) ended_ = true;
    empty_in_ = round_;
    if (start < page.total) overstated_in_ = round_;
  }
  gives_several_ = gives_several_ || page.items.size() > 1;
  largest_page_ = (std::max)(largest_page_, bytes);
  if (begins_anew_) return;
  const auto place =
      std::upper_bound(waiting_.begin(), waiting_.end(), start,
                       [](std::uint64_t value, const Page& other) { return value < other.start; });
  waiting_.insert(place, {start, page.total, bytes, round_, std::move(page.items)});
  if (held_bytes() > max_bytes_) {
    fail(keeps_ == Keeps::tokens
             ? "the list is larger than " + std::to_string(max_bytes_) + " bytes"
             : "the uids of the list take more than " + std::to_string(max_bytes_) + " bytes",
         "raise ClientOptions::max_response_size");
  }
  while (!ended_ && use_one(tokens)) {
  }
}

std::size_t ListReader::held_bytes() const noexcept {
  if (keeps_ == Keeps::uids) return taken_.known.bytes() + (search_ ? search_->known.bytes() : 0);
  std::size_t bytes = kept_bytes_;
  for (const Page& page : waiting_) bytes += page.bytes;
  return bytes;
}

std::size_t ListReader::bytes_left() const noexcept {
  return max_bytes_ - (std::min)(held_bytes(), max_bytes_);
}

std::size_t ListReader::max_page_bytes() const noexcept {
  if (keeps_ == Keeps::uids) return max_bytes_;  // the pages are not kept
  return bytes_left() / (std::max)(starts_.size(), std::size_t{1});
}

// As many as there is room for, should they be as large as the largest so far.
std::size_t ListReader::pages_of_round() const noexcept {
  if (is_one_by_one_) return 1;
  const std::size_t room = bytes_left() / largest_page_;
  return (std::clamp)(room, std::size_t{1}, max_pages_of_round_);
}

// Takes from one page that waits. Returns whether there was one.
bool ListReader::use_one(std::vector<ApiToken>& tokens) {
  for (auto page = waiting_.begin(); page != waiting_.end(); ++page) {
    if (const std::optional<std::size_t> first = first_behind(*page)) {
      Page used = std::move(*page);
      waiting_.erase(page);
      if (begins_anew_) waiting_.clear();
      take(std::move(used), *first, tokens);
      return true;
    }
  }
  return false;
}

// From which of its tokens on the page can be taken; nothing when that cannot be said.
std::optional<std::size_t> ListReader::first_behind(const Page& page) {
  const auto last_of = [&page](const Chain& chain) {
    std::size_t behind = page.items.size();
    while (behind > 0 && !chain.known.contains(page.items[behind - 1].uid)) --behind;
    return behind;
  };
  if (search_ && last_of(taken_) > 0) {
    search_.reset();
    has_extended_ = false;
    behind_known_.reset();
  }
  Chain& chain = this->chain();
  // Whether the server made the page after those that the chain was last extended by.
  const bool is_newer = chain.extended < page.round;
  if (const std::size_t behind = last_of(chain); behind > 0) {
    // When the last one taken is not there, those that follow may be newer than it: they were
    // removed before the page was read in which they would have been.
    const bool is_ordered = is_newer || page.items[behind - 1].uid == chain.last;
    return is_ordered || behind == page.items.size() ? std::optional(behind) : std::nullopt;
  }
  if (page.start > 0 || !is_newer) return std::nullopt;
  if (chain.may_exist) {
    search_.emplace();
    begins_anew_ = true;
  }
  return 0;
}

void ListReader::take(Page page, std::size_t first, std::vector<ApiToken>& tokens) {
  const std::uint64_t size = page.items.size();
  const std::uint64_t end = page.end();
  const bool ends_chain = is_last(page);
  if (extend(page, first, tokens) > 0) {
    has_extended_ = true;
    page_size_ = size;
    step_ = 0;
    pages_back_ = 0;
    start_ = end - overlap(size);
    drop_waiting_up_to(page.start);
  } else {
    // Of a page that was cut short nothing but the last token is sure to be near its end.
    const std::uint64_t next =
        size < count_ ? page.start + (std::max)(size - 1, std::uint64_t{1}) : end - overlap(size);
    behind_known_ = (std::max)(behind_known_.value_or(0), next);
  }
  if (ends_chain) end_of_chain();
}

// Returns how many were new. Takes the tokens out of the page.
std::size_t ListReader::extend(Page& page, std::size_t first, std::vector<ApiToken>& tokens) {
  Chain& chain = this->chain();
  const bool is_taken = &chain == &taken_;
  const std::size_t before = chain.known.size();
  std::vector<ApiToken>& items = page.items;
  items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(first));
  items.erase(std::remove_if(items.begin(), items.end(),
                             [&](const ApiToken& token) { return !chain.known.insert(token.uid); }),
              items.end());
  if (!items.empty()) chain.last = items.back().uid;
  // A whole page is handed on as it is: two of it would be in memory otherwise.
  if (is_taken && tokens.empty()) {
    tokens = std::move(items);
  } else if (is_taken) {
    std::move(items.begin(), items.end(), std::back_inserter(tokens));
  }
  const std::size_t added = chain.known.size() - before;
  if (added > 0) {
    chain.extended = round_;
    chain.may_exist = true;
    if (is_taken) kept_bytes_ += page.bytes;
    // A search that begins anew each time gets nowhere.
    if (is_taken || first > 0) idle_rounds_ = 0;
  }
  return added;
}

// Whether the server had nothing behind the page. Nothing comes there later, for new tokens come
// first. A server that gives fewer than it is asked for may have cut any page short; but one that
// begins at the last token would have the next one, too.
bool ListReader::is_last(const Page& page) {
  if (page.items.size() >= count_) return false;
  if (page.total > page.end() && !is_recent(overstated_in_)) {
    is_capped_ = true;
    return false;
  }
  if (!is_capped_) return true;
  return page.items.size() == 1 && (gives_several_ || is_recent(empty_in_));
}

// Whether it was in this round or the one before.
bool ListReader::is_recent(std::optional<std::uint64_t> round) const noexcept {
  return round && round_ <= *round + 1;
}

void ListReader::end_of_chain() {
  if (!search_) {
    ended_ = true;
    return;
  }
  // None of those taken is in the whole list, and none ever comes back: what is there now follows.
  search_.reset();
  taken_.may_exist = false;
  waiting_.clear();
  begins_anew_ = true;
  has_extended_ = false;
}

bool ListReader::holds_known(const Page& page) {
  const UidSet& known = chain().known;
  return std::any_of(page.items.begin(), page.items.end(),
                     [&known](const ApiToken& token) { return known.contains(token.uid); });
}

// Where to go on after a round.
void ListReader::aim() {
  ++idle_rounds_;
  // Pages of earlier rounds tell where the tokens were, and no longer where they are.
  const auto missed = std::find_if(waiting_.begin(), waiting_.end(), [this](const Page& page) {
    return page.round == round_ && page.start <= start_ && !holds_known(page);
  });
  if (!has_extended_ && behind_known_) {
    start_ = *behind_known_;
    step_ = 0;
    pages_back_ = 0;
    drop_waiting_up_to(start_);
  } else if (missed != waiting_.end()) {
    step_back(*missed);
  } else {
    pages_back_ = 0;
  }
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(),
                                [this](const Page& page) {
                                  return page.items.empty() || max_pages_of_round_ == 1 ||
                                         page.round + max_rounds_waiting < round_;
                                }),
                 waiting_.end());
  begins_anew_ = false;
  has_pages_ = false;
  has_extended_ = false;
  behind_known_.reset();
  require_progress();
}

// The tokens between what was taken and the page have moved up to before it.
void ListReader::step_back(const Page& missed) {
  const bool is_empty = missed.items.empty();
  const std::uint64_t first_step = is_empty ? 1 : (std::max)(page_size_ / 2, std::uint64_t{1});
  step_ = (std::min)((std::max)(step_ * 2, first_step), page_size_);
  start_ = missed.start - (std::min)(step_, missed.start);
  if (is_empty && missed.total > 0) start_ = (std::min)(start_, missed.total - 1);
  pages_back_ = (std::min)((std::max)(pages_back_ * 2, std::size_t{1}), max_pages_of_round_);
}

void ListReader::drop_waiting_up_to(std::uint64_t start) {
  waiting_.erase(waiting_.begin(),
                 std::find_if(waiting_.begin(), waiting_.end(),
                              [start](const Page& page) { return page.start > start; }));
}

// The next page, and, as far as the server's total tells, those behind it that are not there yet.
void ListReader::plan_forwards() {
  starts_ = {chain().may_exist ? start_ : 0};
  if (!chain().may_exist || is_recent(overstated_in_)) return;
  const std::size_t count = pages_of_round();
  std::uint64_t covered = start_ + page_size_;
  auto waiting = waiting_.begin();
  while (starts_.size() < count) {
    for (; waiting != waiting_.end() && waiting->start < covered; ++waiting) {
      covered = (std::max)(covered, waiting->end());
    }
    if (covered > total_) return;
    starts_.push_back((std::max)(covered - overlap(page_size_), starts_.back() + 1));
    covered = starts_.back() + page_size_;
  }
}

void ListReader::plan_backwards() {
  const std::size_t count = (std::min)(pages_back_, pages_of_round());
  starts_ = {start_};
  while (starts_.size() < count && starts_.back() > 0) {
    starts_.push_back(starts_.back() - (std::min)(page_size_, starts_.back()));
  }
}

void ListReader::require_progress() {
  const std::uint64_t known = taken_.known.size() + (search_ ? search_->known.size() : 0);
  if (idle_rounds_ > max_idle_rounds + max_sweeps * known) {
    fail("the pages of the list bring nothing new, and it does not end");
  }
}

}  // namespace api_token
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
