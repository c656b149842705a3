#include "selection.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "failure.hpp"
#include "local_time.hpp"
#include "suggestion.hpp"
#include "text.hpp"
#include "tokens.hpp"

namespace cli {
namespace {

using bentocloud::ApiToken;
using bentocloud::Timestamp;
using IsBefore = bool (*)(const ApiToken& left, const ApiToken& right);

struct Order {
  const char* field;
  IsBefore is_before;
};

// What never expires comes last, as does what was never used.
constexpr Order orders[] = {
    {"name", [](const ApiToken& left, const ApiToken& right) { return left.name < right.name; }},
    {"created", [](const ApiToken& left,
                   const ApiToken& right) { return left.created_at > right.created_at; }},
    {"expires",
     [](const ApiToken& left, const ApiToken& right) {
       return left.expired_at.value_or(Timestamp::max()) <
              right.expired_at.value_or(Timestamp::max());
     }},
    {"used",
     [](const ApiToken& left, const ApiToken& right) {
       return left.last_used_at.value_or(Timestamp::min()) >
              right.last_used_at.value_or(Timestamp::min());
     }},
};

std::vector<std::string> sort_fields() {
  std::vector<std::string> fields;
  for (const Order& order : orders) fields.emplace_back(order.field);
  return fields;
}

IsBefore order_of(const std::string& field) {
  for (const Order& order : orders) {
    if (order.field == field) return order.is_before;
  }
  return nullptr;
}

std::string check_sort(const std::string& text) {
  const std::string field = text.substr(0, 1) == "-" ? text.substr(1) : text;
  if (order_of(field) == nullptr) {
    throw UsageError("--sort \"" + text +
                     "\" must be name, created, expires or used, perhaps with a - before it" +
                     suggestion(field, sort_fields()));
  }
  return text;
}

std::size_t parse_limit(const std::string& text) {
  std::size_t limit = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, limit);
  if (error != std::errc() || stopped != end || limit == 0) {
    throw UsageError("--limit \"" + text + "\" is not a number from 1");
  }
  return limit;
}

bool is_selected(const ApiToken& token, const Selection& selection) {
  if (!selection.expired && !selection.expiring_before) return true;
  if (token.is_expired) return selection.expired;
  return selection.expiring_before && token.expired_at &&
         *token.expired_at < *selection.expiring_before;
}

void sort(std::vector<ApiToken>& tokens, const std::string& field) {
  if (field[0] != '-') {
    std::stable_sort(tokens.begin(), tokens.end(), order_of(field));
  } else {
    const IsBefore is_before = order_of(field.substr(1));
    std::stable_sort(tokens.begin(), tokens.end(),
                     [is_before](const ApiToken& left, const ApiToken& right) {
                       return is_before(right, left);
                     });
  }
}

std::size_t limit_of(const Selection& selection) {
  return selection.limit.value_or(static_cast<std::size_t>(-1));
}

}  // namespace

void add_selection_options(Command& command, Selection& selection) {
  command.option("--search TEXT", selection.search, "Only tokens whose name contains TEXT");
  command.flag("--expired", selection.expired, "Only tokens that have expired");
  command.option(
      "--expiring-within TIME",
      [&selection](const std::string& text) {
        selection.expiring_before = parse_future("--expiring-within", text, bentocloud::now());
      },
      "Only tokens that expire within this time: 24h, 7d, 2w; with --expired, those that have "
      "expired, too",
      {{"24h", "7d", "30d"}});
  command.option(
      "--sort FIELD", [&selection](const std::string& text) { selection.sort = check_sort(text); },
      "Sort by name, created (newest first), expires (soonest first) or used (latest first); a - "
      "before it reverses that",
      {sort_fields()});
  command.option(
      "--limit N", [&selection](const std::string& text) { selection.limit = parse_limit(text); },
      "Only the first N tokens");
}

std::vector<ApiToken> read_selection(const Session& session, const Selection& selection) {
  const std::string search = selection.search.value_or("");
  const std::size_t limit = limit_of(selection);
  std::vector<ApiToken> selected;
  if (selection.sort || !selection.limit) {
    selected = read_tokens(session, search);
    selected.erase(
        std::remove_if(selected.begin(), selected.end(),
                       [&](const ApiToken& token) { return !is_selected(token, selection); }),
        selected.end());
    if (selection.sort) sort(selected, *selection.sort);
    while (selected.size() > limit) selected.pop_back();
    return selected;
  }
  for (const auto& page : bentocloud::api_token::pages(session.client(), search)) {
    for (const ApiToken& token : page) {
      if (!is_selected(token, selection)) continue;
      selected.push_back(token);
      if (selected.size() == limit) return selected;
    }
  }
  return selected;
}

}  // namespace cli
