#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <bentocloud/error.hpp>
#include <bentocloud/testing/fake_cloud.hpp>

#include "testing/fake_cloud_json.hpp"
#include "testing/fake_cloud_store.hpp"
#include "testing/fake_login.hpp"
#include "testing/target.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {
namespace {

constexpr std::string_view token_header = "X-YATAI-API-TOKEN";
constexpr std::size_t max_requests = 10'000;  // that are kept
constexpr std::string_view organization_header = "X-Yatai-Organization";

enum class Route {
  none,
  list,
  create,
  get,
  update,
  remove,
  current_user,
  current_organization,
  login_code,
  login_token
};

bool is_without_authentication(Route route) {
  return route == Route::login_code || route == Route::login_token;
}

// `path` is what stands behind `/api/`.
Route find_route(std::string_view method, std::string_view path) {
  constexpr std::string_view tokens = "v1/api_tokens";
  const bool is_get = method == "GET";
  if (path == "v1/auth/current" && is_get) return Route::current_user;
  if (path == "v1/current_org" && is_get) return Route::current_organization;
  if (path == "v1/auth/code" && is_get) return Route::login_code;
  if (path == "v1/auth/token" && is_get) return Route::login_token;
  if (path.substr(0, tokens.size()) != tokens) return Route::none;
  path.remove_prefix(tokens.size());
  if (path.empty()) return is_get ? Route::list : method == "POST" ? Route::create : Route::none;
  if (path.size() < 2 || path[0] != '/' || path.find('/', 1) != std::string_view::npos) {
    return Route::none;
  }
  if (method == "PATCH") return Route::update;
  if (method == "DELETE") return Route::remove;
  return is_get ? Route::get : Route::none;
}

HttpResponse html_response(std::string body) {
  return {200, {{"Content-Type", "text/html; charset=utf-8"}}, std::move(body)};
}

// To the path without its slash at the end.
HttpResponse redirect(std::string_view method, const std::string& path) {
  if (method != "GET") return {307, {{"Location", path}}, {}};
  HttpResponse response = html_response("<a href=\"" + path + "\">Moved Permanently</a>.\n\n");
  response.status = 301;
  response.headers.push_back({"Location", path});
  return response;
}

// A number of the query; 0 when there is none. `field` is what Yatai calls it.
std::size_t number(const Target& target, std::string_view name, const std::string& field) {
  const std::string text = target.parameter(name);
  if (text.empty()) return 0;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = end == text.data() + text.size();
  if (is_number && error == std::errc()) return value;
  const bool is_too_large = is_number && error == std::errc::result_out_of_range;
  refuse(400, "binding error on field '" + field +
                  "' of type 'ListQuerySchema': strconv.ParseUint: parsing \"" + text +
                  "\": " + (is_too_large ? "value out of range" : "invalid syntax"));
}

std::string api_token_of(const HttpRequest& request) {
  if (find_header({{request.authentication_header, ""}}, token_header) != nullptr) {
    return std::string(request.authentication.reveal());
  }
  const std::string* value = find_header(request.headers, token_header);
  return value != nullptr ? *value : std::string();
}

bool has_scope(const ApiToken& token, std::string_view scope) {
  return std::find(token.scopes.begin(), token.scopes.end(), scope) != token.scopes.end();
}

}  // namespace

struct FakeCloud::State {
  explicit State(FakeCloudOptions all) : options(std::move(all)), store(options) {}

  FakeCloudOptions options;
  std::mutex mutex;
  FakeCloudStore store;
  FakeLogin login;
  std::deque<std::function<HttpResponse()>> failures;  // of the next requests
  std::deque<HttpRequest> requests;

  HttpResponse respond(const HttpRequest& request);
  HttpResponse fail();
  void keep(const HttpRequest& request);

 private:
  using Token = FakeCloudStore::Token;

  HttpResponse respond(const HttpRequest& request, Route route, const Target& target);
  HttpResponse show_page(const HttpRequest& request, const Target& target);
  void authorize(const HttpRequest& request, Route route);
  void require_scope(const Token& token, bool is_write) const;
  Json list(const Target& target, const Organization& organization);
  Json create(const std::string& body, const Organization& organization);
  Json update(const std::string& uid, const std::string& body);
  Json remove(const std::string& uid);
  Token& find(const std::string& uid);
  [[nodiscard]] Json shown(const Token& token) const;
};

// In the order of Yatai: routes, the organization, authentication, scopes, and the call itself.
HttpResponse FakeCloud::State::respond(const HttpRequest& request) {
  constexpr std::string_view root = "/api/";
  const std::optional<Target> target = parse_target(request.url);
  if (!target) refuse(400, "the URL is not percent-encoded as it should be");
  std::string path = target->decoded_path();
  if (path.compare(0, root.size(), root) != 0) {
    return show_page(request, *target);
  }
  const Route route = find_route(request.method, path.substr(root.size()));
  if (route != Route::none) return respond(request, route, *target);
  if (path.back() == '/') {
    path.pop_back();
    if (find_route(request.method, path.substr((std::min)(root.size(), path.size()))) !=
        Route::none) {
      return redirect(request.method, path);
    }
  }
  refuse_with_message(404, "not found this router with method " + request.method);
}

HttpResponse FakeCloud::State::respond(const HttpRequest& request, Route route,
                                       const Target& target) {
  const std::string* header = find_header(request.headers, organization_header);
  const Organization* organization =
      store.organization(header != nullptr ? *header : options.organization);
  if (organization == nullptr) return {404, {}, {}};
  if (!is_without_authentication(route)) authorize(request, route);
  const auto respond_with = [](const Json& body) { return json_response(200, body); };
  const std::string uid = target.path.back();
  switch (route) {
    case Route::list:
      return respond_with(list(target, *organization));
    case Route::create:
      return respond_with(create(request.body, *organization));
    case Route::get:
      return respond_with(shown(find(uid)));
    case Route::update:
      return respond_with(update(uid, request.body));
    case Route::remove:
      return respond_with(remove(uid));
    case Route::current_user:
      return respond_with(user_object(store.user()));
    case Route::current_organization:
      return respond_with(organization_object(*organization, store.user()));
    case Route::login_code:
      return respond_with({{"code", login.begin()}});
    case Route::login_token:
      login.finish(target.parameter("code"));
      return respond_with({{"token", options.api_token}});
    case Route::none:
      break;
  }
  return {404, {}, {}};
}

HttpResponse FakeCloud::State::show_page(const HttpRequest& request, const Target& target) {
  const std::string code = target.parameter("code");
  if (target.decoded_path() == "/api_tokens" && !code.empty()) {
    return request.method == "POST" ? login.confirm(code) : login.page(code);
  }
  return html_response("<!doctype html><html><body>The dashboard of a fake cloud</body></html>\n");
}

HttpResponse FakeCloud::State::fail() {
  const std::function<HttpResponse()> failure = std::move(failures.front());
  failures.pop_front();
  return failure();
}

void FakeCloud::State::keep(const HttpRequest& request) {
  requests.push_back(request);
  if (requests.size() > max_requests) requests.pop_front();
}

void FakeCloud::State::authorize(const HttpRequest& request, Route route) {
  const std::string key = api_token_of(request);
  if (!key.empty() && key == options.api_token) return;
  Token* const token = key.empty() ? nullptr : store.find_value(key);
  const bool is_expired = token != nullptr && store.shown(*token).is_expired;
  if (token == nullptr || is_expired) {
    if (!options.like_yatai) refuse(401, "the API token is missing or invalid");
    refuse_with_message(403, key.empty()  ? "username in cookie is empty"
                             : is_expired ? "the api token is expired"
                                          : "get api token: record not found");
  }
  token->info.last_used_at = token->info.updated_at = options.now();
  if (options.checks_scopes.value_or(options.like_yatai) && route != Route::current_user) {
    require_scope(*token,
                  route == Route::create || route == Route::update || route == Route::remove);
  }
}

void FakeCloud::State::require_scope(const Token& token, bool is_write) const {
  std::string missing;
  if (has_scope(token.info, "api")) return;
  for (const char* scope : {"read_organization", "write_organization", "operate_organization"}) {
    if (is_write && scope[0] == 'r') continue;
    if (has_scope(token.info, scope)) return;
    missing += (missing.empty() ? "" : " or ") + std::string(scope);
  }
  refuse_with_message(403, "the api_token need the scopes: " + missing);
}

FakeCloud::State::Token& FakeCloud::State::find(const std::string& uid) {
  require_storable(uid, "get apiToken " + uid);
  Token* const token = store.find_uid(uid);
  if (token == nullptr) refuse(404, "get apiToken " + uid + ": record not found");
  if (token->info.user->uid != store.user().uid) refuse(404, "record not found");
  return *token;
}

Json FakeCloud::State::shown(const Token& token) const {
  return token_object(store.shown(token), store.user(), !options.like_yatai);
}

Json FakeCloud::State::list(const Target& target, const Organization& organization) {
  const std::size_t start = number(target, "start", "Start");
  const std::size_t count = number(target, "count", "Count");
  const bool ignores_search = options.ignores_search.value_or(options.like_yatai);
  const std::string search = ignores_search ? "" : target.parameter("search");
  std::size_t most = count == 0 ? SIZE_MAX : count;
  if (options.max_page_size > 0) {
    most = (std::min)(most, static_cast<std::size_t>(options.max_page_size));
  }
  Json items = Json::array();
  std::size_t total = 0;
  for (const ApiToken& token : store.list(organization)) {
    if (token.name.find(search) == std::string::npos) continue;
    if (total >= start && items.size() < most) {
      items.push_back(token_object(token, store.user(), !options.like_yatai));
    }
    ++total;
  }
  return {{"total", total}, {"start", start}, {"count", count}, {"items", std::move(items)}};
}

Json FakeCloud::State::create(const std::string& text, const Organization& organization) {
  const RequestBody body(text, "CreateApiTokenSchema");
  ApiToken token;
  token.organization = organization;
  token.name = body.string("name").value_or("");
  token.description = body.string("description").value_or("");
  const auto scopes = body.strings("scopes").value_or(std::vector<std::string>());
  token.scopes.assign(scopes.begin(), scopes.end());
  token.expired_at = body.time("expired_at", options.like_yatai);
  require_dns_label(token.name);
  require_storable(token.description, "create apiToken");
  if (store.find_name(token.name, organization) != nullptr) {
    refuse(400,
           "create apiToken: ERROR: duplicate key value violates unique constraint "
           "\"uk_apiToken_organizationId_userId_name\" (SQLSTATE 23505)");
  }
  const Token& created = store.add(std::move(token));
  Json out = shown(created);
  out["token"] = created.value;
  return out;
}

Json FakeCloud::State::update(const std::string& uid, const std::string& text) {
  const RequestBody body(text, "UpdateApiTokenSchema");
  const auto description = body.string("description");
  const auto scopes = body.strings("scopes");
  const auto expired_at = body.time("expired_at", options.like_yatai);
  Token& token = find(uid);
  if (description) {
    require_storable(*description, "update apiToken");
    token.info.description = *description;
  }
  if (scopes) token.info.scopes.assign(scopes->begin(), scopes->end());
  if (expired_at) token.info.expired_at = expired_at;
  Json out = shown(token);  // with the time of the change before
  token.info.updated_at = options.now();
  return out;
}

Json FakeCloud::State::remove(const std::string& uid) {
  const Token& token = find(uid);
  Json out = shown(token);
  store.remove(token);
  return out;
}

FakeCloud::FakeCloud(FakeCloudOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}

FakeCloud::~FakeCloud() = default;

Credentials FakeCloud::credentials() const {
  return {Secret(state_->options.api_token), "https://fake.cloud.example", "the fake cloud"};
}

ApiToken FakeCloud::add(ApiToken token) {
  const std::lock_guard lock(state_->mutex);
  const FakeCloudStore::Token& added = state_->store.add(std::move(token));
  ApiToken out = state_->store.shown(added);
  out.token = Secret(added.value);
  return out;
}

std::vector<ApiToken> FakeCloud::tokens() const {
  const std::lock_guard lock(state_->mutex);
  return state_->store.all();
}

void FakeCloud::fail_next(int count, int status, HttpHeaders headers, std::string body) {
  const HttpResponse response{status, std::move(headers), std::move(body)};
  const std::lock_guard lock(state_->mutex);
  for (int i = 0; i < count; ++i) state_->failures.emplace_back([response] { return response; });
}

void FakeCloud::fail_next(int count, ErrorDetails failure) {
  const Error error(std::move(failure));
  const std::lock_guard lock(state_->mutex);
  for (int i = 0; i < count; ++i) {
    state_->failures.emplace_back([error]() -> HttpResponse { throw Error(error); });
  }
}

std::vector<HttpRequest> FakeCloud::requests() const {
  const std::lock_guard lock(state_->mutex);
  return {state_->requests.begin(), state_->requests.end()};
}

HttpResponse FakeCloud::send(const HttpRequest& request, const Deadline& deadline) {
  if (deadline.cancelled()) {
    ErrorDetails details;
    details.kind = ErrorKind::cancelled;
    details.outcome = Outcome::not_sent;
    details.message = "cancelled";
    throw Error(std::move(details));
  }
  const std::lock_guard lock(state_->mutex);
  state_->keep(request);
  if (!state_->failures.empty()) return state_->fail();
  try {
    return state_->respond(request);
  } catch (const Refusal& refusal) {
    return refusal.response;
  }
}

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
