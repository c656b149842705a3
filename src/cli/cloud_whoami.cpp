#include <map>
#include <memory>
#include <string>
#include <vector>

#include <bentocloud/error.hpp>
#include <bentocloud/organization.hpp>
#include <bentocloud/user.hpp>

#include "cloud.hpp"
#include "failure.hpp"
#include "local_time.hpp"
#include "options.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "text.hpp"
#include "token_table.hpp"

namespace cli {
namespace {

using bentocloud::ApiToken;
using bentocloud::CloudClient;
using bentocloud::Error;
using bentocloud::ErrorKind;
using bentocloud::User;

// What the token may not ask for, or the server does not have, is not known.
template <class Ask>
auto if_known(const Ask& ask) -> std::optional<decltype(ask())> {
  try {
    return ask();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::http) throw;
    return std::nullopt;
  }
}

// No call says which token it is that the client uses. But the server writes down when each was
// last used: it is the one for which that changes while the list is read. None unless it is
// certain.
std::optional<ApiToken> own_token(const CloudClient& client) {
  std::map<std::string, std::optional<bentocloud::Timestamp>> last_use;
  for (const ApiToken& token : bentocloud::api_token::list(client)) {
    last_use[token.uid] = token.last_used_at;
  }
  std::optional<ApiToken> own;
  for (ApiToken& token : bentocloud::api_token::list(client)) {
    const auto before = last_use.find(token.uid);
    if (before == last_use.end() || before->second == token.last_used_at) continue;
    if (own) return std::nullopt;
    own = std::move(token);
  }
  return own;
}

std::string full_name(const User& user) {
  const bool has_both = !user.first_name.empty() && !user.last_name.empty();
  return user.first_name + (has_both ? " " : "") + user.last_name;
}

std::string expiry(const ApiToken& token) {
  return token.expired_at ? local_time_to_the_second(*token.expired_at) : "Never";
}

std::string identity_table(const Identity& identity) {
  const User& user = identity.user;
  const auto& token = identity.token;
  const auto known = [](const std::string& text) { return text.empty() ? "unknown" : text; };
  const std::vector<Row> rows = {
      {{"Name"}, {printable(user.name)}},
      {{"Email"}, {printable_or_dash(user.email)}},
      {{"Full Name"}, {printable_or_dash(full_name(user))}},
      {{"UID"}, {printable_or_dash(user.uid)}},
      {{"Organization"}, {known(printable(identity.organization))}},
      {{"Endpoint"}, {printable(identity.endpoint)}},
      {{"Credentials"}, {printable(identity.credentials)}},
      {{"API Token"}, {known(token ? printable(token->name) : "")}},
      {{"Scopes"}, {known(token ? scope_list(token->scopes) : "")}},
      {{"Expired At"}, {known(token ? expiry(*token) : "")}},
  };
  return render_fields(rows, table_style(Stream::output));
}

int whoami(const Session& session, Format format) {
  const CloudClient client = session.client();
  Identity identity;
  identity.user = bentocloud::user::current(client);
  const auto organization =
      if_known([&client] { return bentocloud::organization::current(client); });
  if (organization) identity.organization = organization->name;
  identity.endpoint = client.endpoint();
  identity.credentials = session.credentials().source;
  const auto token = if_known([&client] { return own_token(client); });
  if (token) identity.token = *token;
  write_output(format == Format::table ? identity_table(identity) : to_document(identity, format));
  return exit_code::success;
}

}  // namespace

void add_whoami(Command& group, Session& session) {
  auto format = std::make_shared<Format>(Format::table);
  Command& command = group.command(
      "whoami", "Show whose API token is in use, where it came from, and what it may do",
      [&session, format] { return whoami(session, *format); },
      "The scopes and the expiry are unknown when the token may not read the list of tokens.");
  add_output_option(command, *format);
}

}  // namespace cli
