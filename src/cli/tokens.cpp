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
using bentocloud::Result;

namespace api_token = bentocloud::api_token;

std::vector<Result<void>> remove_with_progress(const Session& session,
                                               const std::vector<std::string>& uids) {
  Progress progress(!session.quiet && !session.verbose && uids.size() > 1);
  std::size_t done = 0;
  const CloudClient client = session.client([&] {
    progress.show("Deleting: " + std::to_string(++done) + " of " + std::to_string(uids.size()));
  });
  return api_token::remove_many(client, uids);
}

}  // namespace

ApiToken read_token(const CloudClient& client, const std::string& uid) {
  std::optional<ApiToken> token = api_token::get(client, uid);
  if (!token) throw NoSuchToken(uid);
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
  const std::vector<Result<void>> results = remove_with_progress(session, uids);
  for (std::size_t i = 0; i < uids.size(); ++i) {
    const Result<void>& result = results[i];
    if (result) {
      removal.removed.push_back(uids[i]);
    } else if (!result.error().not_found()) {
      if (first) others += ' ' + shell_word(uids[i]);
      if (!first) first = result.error();
    } else if (missing == Missing::is_an_error) {
      complain(NoSuchToken(uids[i]).what());
      removal.exit_code = exit_code::not_found;
    }
  }
  if (!first) return removal;
  removal.exit_code = exit_code::of(*first);
  complain(first->what());
  if (!others.empty()) complain("these could not be deleted either:" + others);
  return removal;
}

std::string deleted_line(const std::string& uid) {
  return "API token " + printable(uid) + " deleted successfully\n";
}

}  // namespace cli
