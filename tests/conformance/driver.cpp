// Makes one call with this library and prints what came of it, both as JSON: the counterpart of
// bentoml_driver.py.
#include <chrono>
#include <iostream>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include <bentocloud/bentocloud.hpp>

namespace {

using Json = nlohmann::ordered_json;
using bentocloud::ApiToken;
using bentocloud::CloudClient;

// Waits between attempts for next to no time: what counts is how many there are.
bentocloud::ClientOptions options(const Json& call) {
  bentocloud::ClientOptions options;
  options.retry.initial_delay = options.retry.max_delay = std::chrono::milliseconds(1);
  if (call.contains("timeout")) options.timeout = std::chrono::seconds(call["timeout"].get<int>());
  return options;
}

CloudClient client(const Json& call) {
  return call.contains("context")
             ? CloudClient::from_context(call["context"].get<std::string>(), options(call))
             : CloudClient::from_environment(options(call));
}

Json result(const ApiToken& token) {
  std::ostringstream printed;
  printed << token;
  Json out = {{"value", Json::parse(to_json(token))}, {"printed", printed.str()}};
  if (token.token) out["token"] = token.token->reveal();
  return out;
}

Json result(const std::vector<ApiToken>& tokens) {
  return {{"value", Json::parse(to_json(tokens))}};
}

// CreateOptions and UpdateOptions have the same members.
template <class Options>
Options changes(const Json& arguments) {
  Options options;
  if (arguments.contains("description")) {
    options.description = arguments["description"].get<std::string>();
  }
  if (arguments.contains("scopes")) {
    const auto scopes = arguments["scopes"].get<std::vector<std::string>>();
    options.scopes = std::vector<bentocloud::Scope>(scopes.begin(), scopes.end());
  }
  if (arguments.contains("expired_at")) {
    options.expired_at = bentocloud::parse_timestamp(arguments["expired_at"].get<std::string>());
  }
  return options;
}

Json perform(const Json& call) {
  namespace api_token = bentocloud::api_token;
  const CloudClient cloud = client(call);
  const std::string function = call["function"];
  const Json& arguments = call["arguments"];
  const auto text = [&](const char* name) { return arguments.value(name, std::string()); };

  if (function == "list") return result(api_token::list(cloud, text("search")));
  if (function == "pages") {
    std::vector<ApiToken> tokens;
    for (const std::vector<ApiToken>& page : api_token::pages(cloud, text("search"))) {
      tokens.insert(tokens.end(), page.begin(), page.end());
    }
    return result(tokens);
  }
  if (function == "create") {
    return result(
        api_token::create(cloud, text("name"), changes<api_token::CreateOptions>(arguments)));
  }
  if (function == "get") {
    const std::optional<ApiToken> token = api_token::get(cloud, text("token_uid"));
    return token ? result(*token) : Json{{"value", nullptr}};
  }
  if (function == "update") {
    return result(
        api_token::update(cloud, text("token_uid"), changes<api_token::UpdateOptions>(arguments)));
  }
  if (function == "delete") {
    api_token::remove(cloud, text("token_uid"));
    return {{"value", nullptr}};
  }
  throw std::invalid_argument("there is no function " + function);
}

Json result(const bentocloud::Error& error) {
  Json details = {{"type", "Error: " + std::string(to_string(error.kind()))},
                  {"text", error.what()}};
  if (error.status() != 0) details["status"] = error.status();
  return {{"error", details}};
}

}  // namespace

int main(int, char** argv) {
  Json out;
  try {
    out = perform(Json::parse(argv[1]));
  } catch (const bentocloud::Error& error) {
    out = result(error);
  }
  std::cout << out.dump() << '\n';
}
