#include <algorithm>
#include <charconv>
#include <mutex>
#include <optional>
#include <random>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include <bentocloud/error.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

#include "testing/target.hpp"

namespace bentocloud::testing {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view token_header = "X-YATAI-API-TOKEN";
constexpr std::string_view organization_header = "X-Yatai-Organization";
constexpr int default_page_size = 20;

// What a handler throws instead of an answer.
struct Refusal {
  int status;
  Json body;
};

[[noreturn]] void refuse(int status, std::string_view error) {
  throw Refusal{status, {{"error", error}}};
}

Json timestamp_or_null(const std::optional<Timestamp>& time) {
  return time ? Json(format_timestamp(*time)) : Json();
}

// What tokens, users and organizations have in common.
template <class Resource>
Json resource(const Resource& it, const std::optional<Timestamp>& created_at) {
  return {{"uid", it.uid},
          {"created_at", timestamp_or_null(created_at)},
          {"updated_at", timestamp_or_null(it.updated_at)},
          {"deleted_at", timestamp_or_null(it.deleted_at)},
          {"name", it.name},
          {"resource_type", it.resource_type},
          {"labels", Json::array()}};
}

Json to_json(const User& user) {
  Json out = resource(user, user.created_at);
  out["first_name"] = user.first_name;
  out["last_name"] = user.last_name;
  out["email"] = user.email;
  return out;
}

// `[a-z]([-a-z0-9]*[a-z0-9])?`, at most 63 characters.
bool is_dns_label(std::string_view name) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && name.size() <= 63 && is_letter(name.front()) && name.back() != '-' &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

// Null when there is none: absent and JSON's null are the same.
const Json* member(const Json& body, const char* key) {
  const auto value = body.find(key);
  return value == body.end() || value->is_null() ? nullptr : &*value;
}

std::string optional_string(const Json& body, const char* key) {
  const Json* value = member(body, key);
  if (value == nullptr) return {};
  if (!value->is_string()) refuse(400, std::string(key) + " is not a string");
  return *value;
}

std::vector<std::string> optional_strings(const Json& body, const char* key) {
  const Json* value = member(body, key);
  if (value == nullptr) return {};
  if (!value->is_array() || !std::all_of(value->begin(), value->end(),
                                         [](const Json& item) { return item.is_string(); })) {
    refuse(400, std::string(key) + " is not a list of strings");
  }
  return *value;
}

// As strict as Go's time.Time: in capitals, with a zone, and without a leap second.
std::optional<Timestamp> parse_go_time(const std::string& text) {
  const std::optional<Timestamp> time = parse_timestamp(text);
  if (!time || text[10] != 'T' || text.compare(17, 2, "60") == 0) return std::nullopt;
  const bool has_zone = text.back() == 'Z' || text.find_first_of("+-", 19) != std::string::npos;
  return has_zone ? time : std::nullopt;
}

std::optional<Timestamp> optional_time(const Json& body, const char* key, bool is_strict) {
  if (member(body, key) == nullptr) return std::nullopt;
  const std::string text = optional_string(body, key);
  const std::optional<Timestamp> time = is_strict ? parse_go_time(text) : parse_timestamp(text);
  if (!time) refuse(400, "parsing time \"" + text + "\": it is not RFC 3339");
  return time;
}

Json parse_object(const std::string& text) {
  Json body = Json::parse(text, nullptr, false);
  if (!body.is_object()) refuse(400, "the body is not a JSON object");
  return body;
}

// A number of the query, or `fallback` when there is none.
std::size_t number(const Target& target, std::string_view name, std::size_t fallback) {
  const std::string text = target.parameter(name);
  if (text.empty()) return fallback;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    refuse(400, std::string(name) + " is not a number");
  }
  return value;
}

std::string random_text(std::size_t size) {
  constexpr std::string_view characters = "abcdefghijklmnopqrstuvwxyz0123456789";
  thread_local std::mt19937_64 engine{std::random_device{}()};
  std::uniform_int_distribution<std::size_t> index(0, characters.size() - 1);
  std::string text;
  while (text.size() < size) text += characters[index(engine)];
  return text;
}

}  // namespace

struct FakeCloud::State {
  struct Token {
    ApiToken info;
    std::string value;
  };

  explicit State(FakeCloudOptions all) : options(std::move(all)), started_at(options.now()) {}

  FakeCloudOptions options;
  Timestamp started_at;
  std::mutex mutex;
  std::vector<Token> tokens;  // the oldest first

  Json answer(const HttpRequest& request);
  /// The token as it is shown at this moment.
  [[nodiscard]] ApiToken seen_now(const Token& token) const;

 private:
  void authenticate(const HttpRequest& request);
  Json list(const Target& target, const std::string& organization);
  Json create(const std::string& text, const std::string& organization);
  Json update(Token& token, const std::string& text);
  Json remove(const Token& token);
  Token& find(const std::string& uid, const std::string& organization);
  [[nodiscard]] bool is_expired(const Token& token) const;
  [[nodiscard]] Json to_json(const Token& token) const;
  [[nodiscard]] User user() const;
  [[nodiscard]] Organization organization(const std::string& name) const;
};

User FakeCloud::State::user() const {
  User user;
  user.uid = "user-1";
  user.name = options.user;
  user.resource_type = "user";
  user.created_at = started_at;
  user.email = options.user + "@example.com";
  user.first_name = options.user;
  return user;
}

Organization FakeCloud::State::organization(const std::string& name) const {
  Organization organization;
  organization.uid = "organization-" + name;
  organization.name = name;
  organization.resource_type = "organization";
  organization.created_at = started_at;
  return organization;
}

bool FakeCloud::State::is_expired(const Token& token) const {
  return token.info.expired_at && *token.info.expired_at <= options.now();
}

ApiToken FakeCloud::State::seen_now(const Token& token) const {
  ApiToken info = token.info;
  info.is_expired = is_expired(token);
  return info;
}

Json FakeCloud::State::to_json(const Token& token) const {
  const ApiToken& info = token.info;
  Json out = resource(info, info.created_at);
  out["description"] = info.description;
  out["user"] = testing::to_json(*info.user);
  out["organization"] = resource(*info.organization, info.organization->created_at);
  out["organization"]["description"] = info.organization->description;
  out["scopes"] = info.scopes;
  out["expired_at"] = timestamp_or_null(info.expired_at);
  out["last_used_at"] = timestamp_or_null(info.last_used_at);
  out["is_expired"] = is_expired(token);
  out["is_api_token"] = info.is_api_token;
  out["is_organization_token"] = info.is_organization_token;
  out["is_global_access"] = info.is_global_access;
  return out;
}

void FakeCloud::State::authenticate(const HttpRequest& request) {
  std::string key;
  if (const std::string* value = find_header(request.headers, token_header)) key = *value;
  if (find_header({{request.authentication_header, ""}}, token_header) != nullptr) {
    key = request.authentication.reveal();
  }
  if (!key.empty() && key == options.api_token) return;
  for (Token& token : tokens) {
    if (token.value == key && !is_expired(token)) {
      token.info.last_used_at = options.now();
      return;
    }
  }
  if (options.answers_like_yatai) throw Refusal{403, {{"message", "invalid or expired token"}}};
  refuse(401, "the API token is missing or invalid");
}

FakeCloud::State::Token& FakeCloud::State::find(const std::string& uid,
                                                const std::string& organization) {
  const auto token = std::find_if(tokens.begin(), tokens.end(), [&](const Token& candidate) {
    return candidate.info.uid == uid && candidate.info.organization->name == organization;
  });
  if (token == tokens.end()) {
    refuse(options.answers_like_yatai ? 400 : 404, "find api token: record not found");
  }
  return *token;
}

Json FakeCloud::State::list(const Target& target, const std::string& organization) {
  const std::size_t start = number(target, "start", 0);
  const std::size_t count = (std::min)(number(target, "count", default_page_size),
                                       static_cast<std::size_t>(options.max_page_size));
  const std::string search = options.ignores_search ? "" : target.parameter("search");
  Json items = Json::array();
  std::size_t total = 0;
  for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) {
    if (token->info.organization->name != organization) continue;
    if (token->info.name.find(search) == std::string::npos) continue;
    if (total >= start && items.size() < count) items.push_back(to_json(*token));
    ++total;
  }
  return {{"total", total}, {"start", start}, {"count", count}, {"items", std::move(items)}};
}

Json FakeCloud::State::create(const std::string& text, const std::string& organization) {
  const Json body = parse_object(text);
  Token token;
  token.info.resource_type = "api_token";
  token.info.user = user();
  token.info.organization = this->organization(organization);
  token.info.name = optional_string(body, "name");
  token.info.description = optional_string(body, "description");
  token.info.scopes = optional_strings(body, "scopes");
  token.info.expired_at = optional_time(body, "expired_at", options.answers_like_yatai);
  if (!is_dns_label(token.info.name)) {
    refuse(400,
           "name \"" + token.info.name + "\" is not a DNS-1035 label of at most 63 characters");
  }
  for (const Token& other : tokens) {
    if (other.info.name == token.info.name && other.info.organization->name == organization) {
      refuse(400, "pq: duplicate key value violates unique constraint \"uk_api_token_name\"");
    }
  }
  token.info.uid = random_text(20);
  token.info.created_at = options.now();
  token.value = 'c' + random_text(31);
  tokens.push_back(token);
  Json out = to_json(token);
  out["token"] = token.value;
  return out;
}

Json FakeCloud::State::update(Token& token, const std::string& text) {
  const Json body = parse_object(text);
  ApiToken changed = token.info;
  if (member(body, "description")) changed.description = optional_string(body, "description");
  if (member(body, "scopes")) changed.scopes = optional_strings(body, "scopes");
  if (member(body, "expired_at")) {
    changed.expired_at = optional_time(body, "expired_at", options.answers_like_yatai);
  }
  changed.updated_at = options.now();
  token.info = std::move(changed);
  return to_json(token);
}

Json FakeCloud::State::remove(const Token& token) {
  Json out = to_json(token);
  out["deleted_at"] = format_timestamp(options.now());
  tokens.erase(tokens.begin() + (&token - tokens.data()));
  return out;
}

Json FakeCloud::State::answer(const HttpRequest& request) {
  authenticate(request);
  const std::optional<Target> target = parse_target(request.url);
  if (!target) refuse(400, "the URL is not percent-encoded as it should be");
  const std::vector<std::string>& path = target->path;
  const bool is_of_user = path == std::vector<std::string>{"api", "v1", "auth", "current"};
  const bool is_of_tokens = (path.size() == 3 || path.size() == 4) && path[0] == "api" &&
                            path[1] == "v1" && path[2] == "api_tokens";
  if (!is_of_user && !is_of_tokens) refuse(404, "there is no such page");
  const std::string* header = find_header(request.headers, organization_header);
  const std::string organization = header != nullptr ? *header : options.organization;

  if (is_of_user) {
    if (request.method == "GET") return testing::to_json(user());
  } else if (path.size() == 3) {
    if (request.method == "GET") return list(*target, organization);
    if (request.method == "POST") return create(request.body, organization);
  } else {
    if (request.method == "GET") return to_json(find(path[3], organization));
    if (request.method == "PATCH") return update(find(path[3], organization), request.body);
    if (request.method == "DELETE") return remove(find(path[3], organization));
  }
  refuse(405, "this method is not allowed here");
}

FakeCloud::FakeCloud(FakeCloudOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}

FakeCloud::~FakeCloud() = default;

Credentials FakeCloud::credentials() const {
  return {Secret(state_->options.api_token), "https://fake.cloud.example", "the fake cloud"};
}

std::vector<ApiToken> FakeCloud::tokens() const {
  const std::lock_guard lock(state_->mutex);
  std::vector<ApiToken> tokens;
  for (auto token = state_->tokens.rbegin(); token != state_->tokens.rend(); ++token) {
    tokens.push_back(state_->seen_now(*token));
  }
  return tokens;
}

HttpResponse FakeCloud::send(const HttpRequest& request, const Deadline& deadline) {
  if (deadline.cancelled()) {
    ErrorFacts facts;
    facts.kind = ErrorKind::cancelled;
    facts.message = "cancelled";
    throw Error(std::move(facts));
  }
  HttpResponse response{200, {{"Content-Type", "application/json"}}, {}};
  const std::lock_guard lock(state_->mutex);
  try {
    response.body = state_->answer(request).dump(-1, ' ', false, Json::error_handler_t::replace);
  } catch (const Refusal& refusal) {
    response.status = refusal.status;
    response.body = refusal.body.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return response;
}

}  // namespace bentocloud::testing
