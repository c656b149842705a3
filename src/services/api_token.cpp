#include <tuple>

#include <bentocloud/api_token.hpp>
#include <bentocloud/cloud_client.hpp>

#include "base/text.hpp"
#include "base/wipe.hpp"
#include "client/http_error.hpp"
#include "client/response.hpp"
#include "json/secret_field.hpp"
#include "services/api_token_codec.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace {

auto members(const ApiToken& token) {
  return std::tie(token.uid, token.name, token.resource_type, token.labels, token.created_at,
                  token.updated_at, token.deleted_at, token.description, token.scopes, token.user,
                  token.organization, token.expired_at, token.last_used_at, token.is_expired,
                  token.is_api_token, token.is_organization_token, token.is_global_access,
                  token.token);
}

}  // namespace

bool operator==(const ApiToken& left, const ApiToken& right) {
  return members(left) == members(right);
}

namespace api_token {
namespace {

ApiRequest collection_request(std::string operation, const char* method) {
  ApiRequest request{std::move(operation), method};
  request.path.reserve(4);
  for (const char* const segment : {"api", "v1", "api_tokens"}) request.path.emplace_back(segment);
  return request;
}

// Not made fit to be shown: the client does that, which knows what to hide in it.
std::string operation_on(std::string_view verb, std::string_view name) {
  constexpr std::string_view noun = " API token \"";
  std::string operation;
  operation.reserve(verb.size() + noun.size() + name.size() + 1);
  return operation.append(verb).append(noun).append(name) += '"';
}

ApiRequest token_request(std::string_view verb, const char* method, std::string_view uid) {
  ApiRequest request = collection_request(operation_on(verb, uid), method);
  request.path.emplace_back(uid);
  request.names_token = true;
  return request;
}

// What a create's response holds, as far as it can be read.
struct Created {
  ApiToken token;
  std::optional<json::Mismatch> mismatch;

  // Any object could be there; one with neither does not tell that there is a token.
  [[nodiscard]] bool is_evident() const { return !token.uid.empty() || token.token; }
};

// Leaves nothing of the response in `body`.
Created read_created(std::string& body) {
  const WipeAtExit wipe_body(body);
  Created created;
  std::optional<Secret> value = json::take_secret(body, "token");
  const bool is_text = !value || json::is_json_text(value->reveal());
  created.mismatch = json::read(body, created.token);
  if (value) created.token.token = std::move(value);
  if (created.token.token && created.token.token->empty()) created.token.token.reset();
  if (!created.mismatch && !created.token.token) created.mismatch = {"token", "missing"};
  if (!is_text) created.mismatch = {"token", "has a control character in it, or is not UTF-8"};
  return created;
}

std::string held_by_error(const ApiToken& created) {
  return created.uid.empty() ? "this error holds its value"
                             : "this error holds its uid and its value";
}

// The token belongs to the caller even when the call failed: its value can be read nowhere else.
Error failed_create(ErrorDetails details, const ApiToken& created) {
  details.uid = created.uid;
  details.token = created.token;
  details.partial_body = {};
  if (created.token) details.message = redact(std::move(details.message), *created.token);
  if (details.outcome == Outcome::applied) {
    append_hint(details.hint,
                created.token
                    ? "the token exists, and " + held_by_error(created)
                    : "the token exists, but its value is lost: remove it and create it again");
  } else if (details.outcome == Outcome::unknown) {
    append_hint(
        details.hint,
        "the token may exist: look for its name in the list, and if it is new there, remove "
        "it and create it again");
    if (created.token) append_hint(details.hint, held_by_error(created));
  }
  return Error(std::move(details));
}

// Nothing tells that a token was created when what there is of the response is not the start of an
// object.
Error interrupted_create(ErrorDetails details) {
  std::string body(details.partial_body.reveal());
  const std::string_view text = trim(body);
  const bool is_object = text.empty() || text.front() == '{';
  if (!is_object && details.outcome == Outcome::applied) details.outcome = Outcome::unknown;
  return failed_create(std::move(details), read_created(body).token);
}

// Yatai passes on what its database says: `duplicate key value violates unique constraint`.
bool says_that_name_is_taken(const Error& error) {
  const auto says = [&error](const char* words) {
    return error.message().find(words) != std::string::npos;
  };
  return error.status() == 409 ||
         (error.status() == 400 && (says("duplicate key") || says("already exists")));
}

Error refused_create(const Error& error, const ApiToken& created) {
  ErrorDetails details = error.details();
  details.name_taken = says_that_name_is_taken(error);
  if (details.name_taken) {
    details.message = "there is a token with this name already: " + details.message;
  }
  return failed_create(std::move(details), created);
}

ApiRequest get_request(std::string_view uid) { return token_request("get", "GET", uid); }

std::optional<ApiToken> found(const CloudClient& client, const ApiRequest& request,
                              const ApiResponse& response) {
  if (is_not_found(request, response.http)) return std::nullopt;
  return decode<ApiToken>(client, request, response);
}

ApiRequest remove_request(std::string_view uid) { return token_request("remove", "DELETE", uid); }

void require_removed(const CloudClient& client, const ApiRequest& request,
                     const ApiResponse& response) {
  const int status = response.http.status;
  if (status == 204) return;
  if (status == 200) {
    if (const auto mismatch = json::mismatch_of_removed(response.http.body, request.path.back())) {
      throw decode_error(client, request, response, *mismatch, Outcome::unknown);
    }
    return;
  }
  // It was an attempt of this call that removed it; only the response was lost.
  if (response.possibly_applied_before && is_not_found(request, response.http)) return;
  throw client.make_error(request, response);
}

// A result for each uid: what `read` makes of the response to its request.
template <class Value, class Read>
std::vector<Result<Value>> for_each_uid(const CloudClient& client,
                                        const std::vector<std::string>& uids,
                                        const BatchOptions& options,
                                        ApiRequest (*request_of)(std::string_view uid),
                                        const Read& read) {
  std::vector<ApiRequest> requests;
  requests.reserve(uids.size());
  for (const std::string& uid : uids) requests.push_back(request_of(uid));
  // In place, for a hundred thousand of them fill 80 MB.
  std::vector<Result<Value>> results(uids.size(), Error(ErrorKind::transport, "no result"));
  client.send_all(requests, options.concurrency, [&](std::size_t index, const ApiResult& result) {
    if (result.error) {
      results[index] = *result.error;
    } else {
      results[index] = attempt([&] { return read(requests[index], result.response); });
    }
    return true;
  });
  return results;
}

}  // namespace

ApiToken create(const CloudClient& client, std::string_view name, const CreateOptions& options) {
  ApiRequest request = collection_request(operation_on("create", name), "POST");
  request.body = json::create_body(name, options);

  ApiResponse response;
  try {
    response = client.send(request);
  } catch (const Error& error) {
    throw interrupted_create(error.details());
  }
  const int status = response.http.status;
  const bool is_success = status == 200 || status == 201;
  // The message comes from the body, and is made before that is wiped.
  const std::optional<Error> error =
      is_success ? std::nullopt : std::optional(client.make_error(request, response));
  Created created = read_created(response.http.body);
  if (error) throw refused_create(*error, created.token);
  if (created.mismatch) {
    const Outcome outcome = created.is_evident() ? Outcome::applied : Outcome::unknown;
    throw failed_create(
        decode_error(client, request, response, *created.mismatch, outcome).details(),
        created.token);
  }
  return std::move(created.token);
}

std::optional<ApiToken> get(const CloudClient& client, std::string_view uid) {
  const ApiRequest request = get_request(uid);
  return found(client, request, client.send(request));
}

ApiToken update(const CloudClient& client, std::string_view uid, const UpdateOptions& options) {
  ApiRequest request = token_request("update", "PATCH", uid);
  if (!options.description && !options.scopes && !options.expired_at) {
    ErrorDetails details;
    details.kind = ErrorKind::invalid_argument;
    details.outcome = Outcome::not_sent;
    details.operation = request.operation;
    details.message = "there is nothing to change";
    throw client.make_error(std::move(details));
  }
  request.body = json::update_body(options);
  return decode<ApiToken>(client, request, client.send(request));
}

ApiToken update(const CloudClient& client, const ApiToken& token, const UpdateOptions& options) {
  return update(client, token.uid, options);
}

void remove(const CloudClient& client, std::string_view uid) {
  const ApiRequest request = remove_request(uid);
  require_removed(client, request, client.send(request));
}

void remove(const CloudClient& client, const ApiToken& token) { remove(client, token.uid); }

std::vector<Result<std::optional<ApiToken>>> get_many(const CloudClient& client,
                                                      const std::vector<std::string>& uids,
                                                      const BatchOptions& options) {
  return for_each_uid<std::optional<ApiToken>>(
      client, uids, options, get_request,
      [&client](const ApiRequest& request, const ApiResponse& response) {
        return found(client, request, response);
      });
}

std::vector<Result<void>> remove_many(const CloudClient& client,
                                      const std::vector<std::string>& uids,
                                      const BatchOptions& options) {
  return for_each_uid<void>(client, uids, options, remove_request,
                            [&client](const ApiRequest& request, const ApiResponse& response) {
                              require_removed(client, request, response);
                            });
}

}  // namespace api_token
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
