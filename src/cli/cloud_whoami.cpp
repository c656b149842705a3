#include <memory>
#include <string>
#include <vector>

#include <bentocloud/user.hpp>

#include "cloud.hpp"
#include "failure.hpp"
#include "options.hpp"
#include "table.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

using bentocloud::CloudClient;
using bentocloud::User;

std::string full_name(const User& user) {
  const bool has_both = !user.first_name.empty() && !user.last_name.empty();
  return user.first_name + (has_both ? " " : "") + user.last_name;
}

std::string user_table(const User& user, const CloudClient& client) {
  const std::vector<Row> rows = {
      {{"Name"}, {printable(user.name)}},
      {{"Email"}, {printable_or_dash(user.email)}},
      {{"Full Name"}, {printable_or_dash(full_name(user))}},
      {{"UID"}, {printable_or_dash(user.uid)}},
      {{"Endpoint"}, {printable(client.endpoint())}},
  };
  return render_fields(rows, table_style(Stream::output));
}

int whoami(const Session& session, Format format) {
  const CloudClient client = session.client();
  const User user = bentocloud::user::current(client);
  write_output(format == Format::table ? user_table(user, client) : to_document(user, format));
  return exit_code::success;
}

}  // namespace

void add_whoami(Command& group, Session& session) {
  auto format = std::make_shared<Format>(Format::table);
  Command& command = group.command("whoami", "Show whose API token is in use, and the endpoint",
                                   [&session, format] { return whoami(session, *format); });
  add_output_option(command, *format);
}

}  // namespace cli
