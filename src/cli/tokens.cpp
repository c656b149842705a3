#include "tokens.hpp"

#include <optional>
#include <utility>

#include <bentocloud/error.hpp>

#include "failure.hpp"
#include "known_tokens.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

using bentocloud::ApiToken;
using bentocloud::CloudClient;
using bentocloud::Error;
using bentocloud::Result;

namespace api_token = bentocloud::api_token;

std::string list_advice(const Session& session) {
  return "To see them all: " + session.command("list");
}

ApiToken find_token(const Session& session, const CloudClient& client, const std::string& name) {
  std::optional<ApiToken> token = api_token::find(client, name);
  if (!token) {
    throw Failure(exit_code::not_found, "there is no API token called " + shell_word(name),
                  list_advice(session));
  }
  return *std::move(token);
}

std::vector<Result<void>> remove_with_progress(const Session& session,
                                               const std::vector<std::string>& uids) {
  const std::size_t count = uids.size();
  std::size_t done = 0;
  const CloudClient client = session.client([&done, count](Progress& progress) {
    if (count == 1) return;
    progress.show("Deleting: " + std::to_string(++done) + " of " + std::to_string(count));
  });
  return api_token::remove_many(client, uids);
}

}  // namespace

void TokenChoice::check(bool is_single) const {
  const std::size_t count = uids.size() + names.size();
  if (count == 0) throw UsageError("the argument UID is missing, and so is --name");
  if (is_single && count > 1) throw UsageError("both a UID and --name are given: give one of them");
}

void add_token_choice(Command& command, Session& session, TokenChoice& choice, bool is_single) {
  command.argument(is_single ? "[UID]" : "[UID...]", choice.uids,
                   is_single ? "The uid of the token" : "The uids of the tokens",
                   {{}, false, [&session] { return uid_proposals(session); }});
  command
      .option("--name NAME", [&choice](const std::string& name) { choice.names.push_back(name); },
              is_single ? "The token with this name, in place of a uid"
                        : "A token with this name, in place of a uid; once for each",
              {{}, false, [&session] { return name_proposals(session); }})
      .is_many = !is_single;
}

ApiToken read_token(const Session& session, const TokenChoice& choice) {
  choice.check(true);
  const CloudClient client = session.client();
  if (!choice.names.empty()) return find_token(session, client, choice.names.front());
  std::optional<ApiToken> token = api_token::get(client, choice.uids.front());
  if (!token) throw NoSuchToken(choice.uids.front(), list_advice(session));
  return *std::move(token);
}

std::vector<std::string> find_uids(const Session& session, const TokenChoice& choice) {
  choice.check(false);
  std::vector<std::string> uids = choice.uids;
  if (choice.names.empty()) return uids;
  const CloudClient client = session.client();
  for (const std::string& name : choice.names)
    uids.push_back(find_token(session, client, name).uid);
  return uids;
}

std::vector<ApiToken> read_tokens(const Session& session, std::string_view search) {
  int pages = 0;
  const CloudClient client = session.client([&pages](Progress& progress) {
    if (++pages > 1) progress.show("Read " + std::to_string(pages) + " pages of tokens");
  });
  return api_token::list(client, search);
}

Removal remove_tokens(const Session& session, const std::vector<std::string>& uids) {
  Removal removal;
  const std::vector<Result<void>> results = remove_with_progress(session, uids);
  for (std::size_t i = 0; i < uids.size(); ++i) {
    const Result<void>& result = results[i];
    if (result) {
      removal.removed.push_back(uids[i]);
    } else if (result.error().not_found()) {
      removal.missing.push_back(uids[i]);
    } else {
      removal.failed.push_back(uids[i]);
      if (!removal.error) removal.error = result.error();
    }
  }
  return removal;
}

int report_failed(const Removal& removal) {
  if (!removal.error) return exit_code::success;
  std::string advice = advice_of(*removal.error);
  if (removal.failed.size() > 1) {
    std::string others = "Not deleted either:";
    for (std::size_t i = 1; i < removal.failed.size(); ++i) {
      others += ' ' + shell_word(removal.failed[i]);
    }
    advice = advice.empty() ? others : advice + ". " + others;
  }
  complain(two_lines(fact_of(*removal.error), advice));
  return exit_code::of(*removal.error);
}

std::string deleted_line(const std::string& uid) {
  return "API token " + printable(uid) + " deleted successfully\n";
}

}  // namespace cli
