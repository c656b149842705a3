#include <algorithm>
#include <exception>
#include <utility>

#include <bentocloud/api_token.hpp>
#include <bentocloud/cloud_client.hpp>

#include "base/text.hpp"
#include "client/http_error.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace api_token {
namespace {

// The last second that RFC 3339 can write: a token that lives "for ever" has a successor too.
constexpr const char* end_of_time = "9999-12-31T23:59:59Z";

constexpr std::size_t max_name = 63;
constexpr std::size_t max_message = 500;

// "ci" gives "ci-20261124-121500", and that gives "ci-20261224-121500".
std::string successor_name(std::string name, Timestamp now) {
  constexpr std::string_view digits = "0123456789";
  const std::string time = format_timestamp(now);  // 2026-11-24T12:15:00
  const std::string suffix = '-' + time.substr(0, 4) + time.substr(5, 2) + time.substr(8, 2) + '-' +
                             time.substr(11, 2) + time.substr(14, 2) + time.substr(17, 2);

  const std::size_t size = suffix.size();
  const std::string end = name.size() > size ? name.substr(name.size() - size) : "";
  const bool has_suffix = !end.empty() && end[0] == '-' && end[9] == '-' &&
                          end.find_first_not_of(digits, 1) == 9 &&
                          end.find_first_not_of(digits, 10) == std::string::npos;
  if (has_suffix) name.resize(name.size() - size);
  name.resize((std::min)(name.size(), max_name - size));
  return name + suffix;
}

std::string sentence(const char* which, const RotationState::Token& token) {
  const std::string& what = token.uid.empty() ? token.name : token.uid;
  return which + (what.empty() ? "" : ' ' + in_quotes(what)) +
         (token.exists == Existence::yes ? " exists" : " may exist");
}

std::string sentence(const RotationState& state) {
  const auto& [old_token, successor] = state;
  return (old_token.exists == Existence::no ? "there is no old token"
                                            : sentence("the old token", old_token)) +
         ", and " +
         (successor.exists == Existence::no ? "there is no new one"
                                            : sentence("the new one", successor));
}

class Rotation {
 public:
  Rotation(const CloudClient& client, std::string_view uid, const RotateOptions& options)
      : client_(client), options_(options), operation_(operation_on(uid)) {
    state_.old_token.uid = uid;
    state_.successor.exists = Existence::no;
  }

  ApiToken run(const HandOver& hand_over) {
    if (!hand_over) refuse("there is no function to hand the successor over to");
    const ApiToken old = read_old();
    const CreateOptions wanted = successor_of(old);
    require_free_name();
    ApiToken successor = create_successor(wanted);
    try {
      hand_over(successor);
    } catch (...) {
      withdraw(*successor.token);
    }
    if (!options_.keep_old) remove_old(successor);
    return successor;
  }

 private:
  static std::string operation_on(std::string_view uid) {
    return "rotate API token \"" + std::string(uid) + '"';
  }

  [[noreturn]] void refuse(const char* why) const {
    ErrorDetails details;
    details.kind = ErrorKind::invalid_argument;
    details.outcome = Outcome::not_sent;
    details.operation = operation_;
    details.message = why;
    fail(std::move(details));
  }

  // With what is known of the two tokens.
  [[noreturn]] void fail(ErrorDetails details) const { throw error_of(std::move(details)); }

  [[nodiscard]] Error error_of(ErrorDetails details) const {
    append_hint(details.hint, sentence(state_));
    details.rotation = state_;
    return client_.make_error(std::move(details));
  }

  ApiToken read_old() {
    std::optional<ApiToken> old;
    try {
      old = get(client_, state_.old_token.uid);
    } catch (const Error& error) {
      fail(error.details());
    }
    if (old) {
      state_.old_token.name = old->name;
      state_.old_token.exists = Existence::yes;
      return *std::move(old);
    }
    state_.old_token.exists = Existence::no;
    ErrorDetails details;
    details.kind = ErrorKind::http;
    details.outcome = Outcome::rejected;
    details.operation = operation_;
    details.message = "there is no such API token";
    details.not_found = true;
    fail(std::move(details));
  }

  CreateOptions successor_of(const ApiToken& old) {
    const Timestamp now = client_.options().timing.utc_now();
    state_.successor.name = options_.name.empty() ? successor_name(old.name, now) : options_.name;
    CreateOptions wanted{old.description, old.scopes, options_.expired_at};
    if (old.expired_at && !wanted.expired_at) {
      const auto lifetime = *old.expired_at - old.created_at;
      if (lifetime <= lifetime.zero()) {
        refuse("the old token had expired when it was created, so that it has no lifetime");
      }
      wanted.expired_at = (std::min)(now + lifetime, *parse_timestamp(end_of_time));
    }
    return wanted;
  }

  // Else a token that has been there for long would be taken for the successor, when the response
  // to the create is lost. A name with the time in it is new.
  void require_free_name() {
    if (options_.name.empty()) return;
    bool is_taken = false;
    try {
      is_taken = find(client_, options_.name).has_value();
    } catch (const Error& error) {
      fail(error.details());
    }
    if (!is_taken) return;
    ErrorDetails details;
    details.kind = ErrorKind::http;
    details.outcome = Outcome::rejected;
    details.operation = operation_;
    details.message = "there is a token with the name " + in_quotes(options_.name) + " already";
    details.name_taken = true;
    fail(std::move(details));
  }

  ApiToken create_successor(const CreateOptions& wanted) {
    try {
      ApiToken successor = create(client_, state_.successor.name, wanted);
      state_.successor.uid = successor.uid;
      state_.successor.exists = Existence::yes;
      return successor;
    } catch (const Error& error) {
      ErrorDetails details = error.details();
      if (error.possibly_applied()) clean_up(details);
      keep_facts_of_successor(details);
      fail(std::move(details));
    }
  }

  // After a create that failed and perhaps left a token. It is ours when the server said that it
  // was created; another one with its name may be somebody else's.
  void clean_up(ErrorDetails& details) {
    RotationState::Token& successor = state_.successor;
    const bool is_applied = details.outcome == Outcome::applied;
    const bool is_ours = is_applied || details.token;
    if (is_ours) successor.uid = details.uid;
    successor.exists = is_applied ? Existence::yes : Existence::unknown;
    if (successor.uid.empty()) look_for_successor();
    if (is_ours && !successor.uid.empty()) remove_now(successor);
    details.hint.clear();  // it says to do what is done by now
  }

  void look_for_successor() {
    RotationState::Token& successor = state_.successor;
    const Result<std::optional<ApiToken>> found =
        attempt([&] { return find(client_, successor.name); });
    if (!found) return;
    successor.exists = *found ? Existence::yes : Existence::no;
    if (*found) successor.uid = (*found)->uid;
  }

  // Whether `token` exists after an attempt to remove it; why it could not be removed, if so.
  std::optional<Error> remove_now(RotationState::Token& token) const {
    const Result<void> removed = attempt([&] { remove(client_, token.uid); });
    if (removed || removed.error().not_found()) {
      token.exists = Existence::no;
      return std::nullopt;
    }
    token.exists = removed.error().possibly_applied() ? existence_of(token.uid) : Existence::yes;
    if (token.exists == Existence::no) return std::nullopt;
    return removed.error();
  }

  [[nodiscard]] Existence existence_of(const std::string& uid) const {
    const Result<std::optional<ApiToken>> token = attempt([&] { return get(client_, uid); });
    if (!token) return Existence::unknown;
    return *token ? Existence::yes : Existence::no;
  }

  void keep_facts_of_successor(ErrorDetails& details) const {
    if (state_.successor.exists == Existence::no) {
      details.uid.clear();
      details.token.reset();
    } else {
      details.uid = state_.successor.uid;
    }
  }

  // In the handler of what `hand_over` threw.
  [[noreturn]] void withdraw(const Secret& value) {
    ErrorDetails details;
    details.kind = ErrorKind::callback;
    details.operation = operation_;
    details.message = "the hand-over failed: " + thrown_text(value);
    if (const std::optional<Error> error = remove_now(state_.successor)) {
      details.token = value;
      append_hint(details.hint, error->what());
    }
    const bool is_undone = state_.successor.exists == Existence::no;
    details.outcome = is_undone ? Outcome::rejected : Outcome::applied;
    keep_facts_of_successor(details);
    std::throw_with_nested(error_of(std::move(details)));
  }

  static std::string thrown_text(const Secret& value) {
    try {
      throw;
    } catch (const std::exception& error) {
      return excerpt(error.what(), value, max_message);
    } catch (...) {
      return "something that is no std::exception was thrown";
    }
  }

  void remove_old(const ApiToken& successor) {
    const std::optional<Error> error = remove_now(state_.old_token);
    if (!error) return;
    ErrorDetails details = error->details();
    details.uid = successor.uid;
    details.token = successor.token;
    fail(std::move(details));
  }

  const CloudClient& client_;
  const RotateOptions& options_;
  std::string operation_;
  RotationState state_;
};

}  // namespace

ApiToken rotate(const CloudClient& client, std::string_view uid, const RotateOptions& options,
                const HandOver& hand_over) {
  return Rotation(client, uid, options).run(hand_over);
}

}  // namespace api_token
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
