#include "token_table.hpp"

#include <chrono>
#include <optional>

#include "local_time.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

using bentocloud::ApiToken;
using bentocloud::Timestamp;

using Clock = std::string (*)(Timestamp);

std::string or_never(const std::optional<Timestamp>& time, Clock clock) {
  return time ? clock(*time) : "Never";
}

Cell expiry(const ApiToken& token, Clock clock) {
  constexpr std::chrono::hours soon(24 * 7);
  Cell cell{or_never(token.expired_at, clock)};
  if (token.is_expired) {
    cell = {cell.text + " (expired)", Colour::red};
  } else if (token.expired_at && *token.expired_at - bentocloud::now() < soon) {
    cell = {cell.text + " (soon)", Colour::yellow};
  }
  return cell;
}

std::string scopes(const ApiToken& token) {
  std::string text;
  for (const bentocloud::Scope& scope : token.scopes) {
    text += (text.empty() ? "" : ", ") + scope.name();
  }
  return printable_or_dash(text);
}

std::string token_details(const ApiToken& token, const TableStyle& style) {
  constexpr Clock clock = &local_time_to_the_second;
  const std::vector<Row> rows = {
      {{"Name"}, {printable(token.name)}},
      {{"UID"}, {printable(token.uid)}},
      {{"Description"}, {printable_or_dash(token.description)}},
      {{"Created At"}, {clock(token.created_at)}},
      {{"Expired At"}, expiry(token, clock)},
      {{"Last Used At"}, {or_never(token.last_used_at, clock)}},
      {{"Is Expired"}, {token.is_expired ? "True" : "False"}},
      {{"Scopes"}, {scopes(token)}},
      {{"Created By"}, {printable_or_dash(token.created_by())}},
  };
  return render_fields(rows, style);
}

}  // namespace

std::string token_table(const std::vector<ApiToken>& tokens, const TableStyle& style) {
  const std::vector<Column> columns = {{"Name"},       {"UID", false},   {"Created_At"},
                                       {"Expired_At"}, {"Last_Used_At"}, {"Scopes"}};
  std::vector<Row> rows;
  rows.reserve(tokens.size());
  for (const ApiToken& token : tokens) {
    rows.push_back({{printable(token.name)},
                    {printable(token.uid)},
                    {local_time(token.created_at)},
                    expiry(token, &local_time),
                    {or_never(token.last_used_at, &local_time)},
                    {scopes(token)}});
  }
  return render(columns, rows, style);
}

std::string to_text(const ApiToken& token, Format format) {
  return format == Format::table ? token_details(token, table_style(Stream::output))
                                 : to_document(token, format);
}

std::string to_text(const std::vector<ApiToken>& tokens, Format format) {
  return format == Format::table ? token_table(tokens, table_style(Stream::output))
                                 : to_document(tokens, format);
}

}  // namespace cli
