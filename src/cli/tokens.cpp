#include "tokens.hpp"

#include <optional>
#include <utility>

#include <bentocloud/error.hpp>

#include "failure.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

using bentocloud::ApiToken;
using bentocloud::CloudClient;
using bentocloud::Error;

namespace api_token = bentocloud::api_token;

std::vector<api_token::RemoveOutcome> remove_with_progress(const Session& session,
                                                           const std::vector<std::string>& uids) {
  Progress progress(!session.quiet && !session.verbose && uids.size() > 1);
  std::size_t done = 0;
  const CloudClient client = session.client([&] {
    progress.show("Deleting: " + std::to_string(++done) + " of " + std::to_string(uids.size()));
  });
  return api_token::remove_all(client, uids);
}

}  // namespace

ApiToken read_token(const CloudClient& client, const std::string& uid) {
  std::optional<ApiToken> token = api_token::get(client, uid);
  if (!token) throw Failure(exit_code::not_found, "there is no API token " + printable(uid));
  return *std::move(token);
}

std::vector<ApiToken> read_tokens(const Session& session, std::string_view search) {
  Progress progress(!session.quiet && !session.verbose);
  int pages = 0;
  const CloudClient client = session.client([&] {
    if (++pages > 1) progress.show("Read " + std::to_string(pages) + " pages of tokens");
  });
  return api_token::list(client, search);
}

Removal remove_tokens(const Session& session, const std::vector<std::string>& uids,
                      Missing missing) {
  Removal removal;
  std::optional<Error> first;
  std::string others;
  for (const api_token::RemoveOutcome& outcome : remove_with_progress(session, uids)) {
    const std::optional<Error>& error = outcome.error;
    if (!error) {
      removal.removed.push_back(outcome.uid);
    } else if (missing == Missing::is_fine && error->not_found()) {
      continue;
    } else {
      if (first) others += " \"" + printable(outcome.uid) + '"';
      // "Not found" is the mildest of errors: the token is gone, as it was to be.
      if (removal.exit_code == exit_code::success || removal.exit_code == exit_code::not_found) {
        removal.exit_code = exit_code::of(*error);
      }
      if (!first) first = error;
    }
  }
  if (first) complain(first->what());
  if (!others.empty()) complain("nor could these be deleted:" + others);
  return removal;
}

std::string deleted_line(const std::string& uid) {
  return "API token " + printable(uid) + " deleted successfully\n";
}

}  // namespace cli
