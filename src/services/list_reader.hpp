#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <bentocloud/api_token.hpp>
#include <bentocloud/cloud_client.hpp>

#include "services/api_token_codec.hpp"
#include "services/uid_set.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace api_token {

/// Tokens without a gap from the newest on.
struct Chain {
  UidSet known;
  std::string last;            // the last one taken
  std::uint64_t extended = 0;  // in which round
  bool may_exist = false;      // whether one of them may still be there
};

/// Puts a list together from its pages, without a gap, while tokens are created and removed. Puts
/// nothing on the wire:
///
///   until it has ended: next_round, then add for each page of the round, in any order.
///
/// Tokens have a fixed order, and new ones come first. So of a page that holds a token already
/// taken, all that stands behind the last such token follows without a gap, whenever the page was
/// read and whatever came or went: each page overlaps what has been taken. One that does not is
/// stepped back from until one does. What this rests on is that for each token taken, all newer
/// ones that exist during the whole call have been taken, too.
class ListReader {
 public:
  /// What is bounded by `ClientOptions::max_response_size`.
  enum class Keeps {
    tokens,  ///< all that is taken, as read: the sizes of the responses
    uids,    ///< what is remembered to recognise tokens
  };

  ListReader(const ClientOptions& options, Keeps keeps, std::size_t max_pages_of_round);

  /// How many tokens to ask for in a page. More than one, for pages overlap.
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

  /// Where the pages begin that are to be asked for now, in any order; the same again when none of
  /// them has been added. \throws Error when the pages no longer bring anything new.
  [[nodiscard]] const std::vector<std::uint64_t>& next_round();

  /// The largest response that each page of this round may have, so that all of them together are
  /// within what is allowed.
  [[nodiscard]] std::size_t max_page_bytes() const noexcept;
  /// Whether the round asks for several pages. Then a page that is larger than its share may still
  /// be within what is allowed, and `ask_one_by_one` gives the next ones all that is left.
  [[nodiscard]] bool asks_for_several() const noexcept { return starts_.size() > 1; }
  void ask_one_by_one() noexcept { is_one_by_one_ = true; }

  /// Takes what can be taken now, and puts it behind `tokens`; `bytes` is the size of the response.
  /// \throws Error when more than is allowed would have to be kept.
  void add(std::uint64_t start, json::ApiTokenPage page, std::size_t bytes,
           std::vector<ApiToken>& tokens);

  [[nodiscard]] bool ended() const noexcept { return ended_; }

 private:
  struct Page {
    std::uint64_t start;
    std::uint64_t total;  // as the server says
    std::size_t bytes;
    std::uint64_t round;  // in which it was asked for
    std::vector<ApiToken> items;

    [[nodiscard]] std::uint64_t end() const noexcept { return start + items.size(); }
  };

  [[nodiscard]] Chain& chain() noexcept { return search_ ? *search_ : taken_; }
  [[nodiscard]] std::size_t held_bytes() const noexcept;
  [[nodiscard]] std::size_t bytes_left() const noexcept;
  [[nodiscard]] std::size_t pages_of_round() const noexcept;

  [[nodiscard]] bool use_one(std::vector<ApiToken>& tokens);
  [[nodiscard]] std::optional<std::size_t> first_behind(const Page& page);
  void take(Page page, std::size_t first, std::vector<ApiToken>& tokens);
  [[nodiscard]] std::size_t extend(Page& page, std::size_t first, std::vector<ApiToken>& tokens);
  [[nodiscard]] bool is_last(const Page& page);
  [[nodiscard]] bool is_recent(std::optional<std::uint64_t> round) const noexcept;
  void end_of_chain();

  [[nodiscard]] bool holds_known(const Page& page);
  void aim();
  void step_back(const Page& missed);
  void drop_waiting_up_to(std::uint64_t start);
  void plan_forwards();
  void plan_backwards();
  void require_progress();

  const std::uint64_t count_;
  const Keeps keeps_;
  const std::size_t max_pages_of_round_;
  const std::size_t max_bytes_;

  Chain taken_;
  // When the newest tokens are all unknown, as many were created, or all that was taken is gone:
  // then goes through the list from its beginning until it meets a token of `taken_`, or the end.
  std::optional<Chain> search_;
  std::vector<Page> waiting_;  // hold nothing that can be taken yet; by where they begin
  bool ended_ = false;
  bool is_one_by_one_ = false;

  std::vector<std::uint64_t> starts_;  // of this round
  std::uint64_t round_ = 0;
  bool has_pages_ = false;                     // of this round
  bool has_extended_ = false;                  // the chain, in this round
  bool begins_anew_ = false;                   // the chain: the round's other pages are of no use
  std::optional<std::uint64_t> behind_known_;  // where to go on when the round only has known ones
  std::uint64_t idle_rounds_ = 0;

  std::uint64_t start_ = 0;     // of the next page
  std::uint64_t page_size_;     // to be expected
  std::uint64_t total_ = 0;     // as the server says: a forecast, and no more
  std::uint64_t step_ = 0;      // the last one back
  std::size_t pages_back_ = 0;  // in this round; 0 when it goes forwards
  bool is_capped_ = false;      // the server has given fewer tokens than it was asked for
  bool gives_several_ = false;  // the server, in one page
  std::optional<std::uint64_t> empty_in_;  // in which round a page was last empty
  // In which round `total` last promised something in the place of an empty page.
  std::optional<std::uint64_t> overstated_in_;
  std::size_t kept_bytes_ = 0;    // of pages that were taken from
  std::size_t largest_page_ = 1;  // in bytes
};

}  // namespace api_token
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
