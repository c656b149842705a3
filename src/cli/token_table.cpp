#include "token_table.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "failure.hpp"
#include "local_time.hpp"
#include "suggestion.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

using bentocloud::ApiToken;
using bentocloud::Timestamp;

using Clock = std::string (*)(Timestamp);

// What a table can show of a token.
enum class Field { name, uid, description, created, expires, used, scopes, creator };

struct FieldName {
  Field field;
  const char* name;  // for --columns
  const char* title;
};

constexpr FieldName field_names[] = {
    {Field::name, "name", "Name"},
    {Field::uid, "uid", "UID"},
    {Field::description, "description", "Description"},
    {Field::created, "created", "Created_At"},
    {Field::expires, "expires", "Expired_At"},
    {Field::used, "used", "Last_Used_At"},
    {Field::scopes, "scopes", "Scopes"},
    {Field::creator, "creator", "Created_By"},
};

// How much a table says, so that a token fits in a line.
struct Layout {
  std::vector<Field> fields;
  Clock expires = &local_minute;
  Clock others = &local_minute;
  bool has_all_scopes = true;
  std::size_t max_name = static_cast<std::size_t>(-1);  // columns of the terminal
};

std::optional<Timestamp> time_of(const ApiToken& token, Field field) {
  switch (field) {
    case Field::created:
      return token.created_at;
    case Field::expires:
      return token.expired_at;
    case Field::used:
      return token.last_used_at;
    default:
      return std::nullopt;
  }
}

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

// `api +2`
std::string first_scope(const ApiToken& token) {
  if (token.scopes.size() < 2) return scope_list(token.scopes);
  return scope_list({token.scopes.front()}) + " +" + std::to_string(token.scopes.size() - 1);
}

Cell cell_of(const ApiToken& token, Field field, const Layout& layout) {
  switch (field) {
    case Field::name:
      return {cut(printable(token.name), layout.max_name)};
    case Field::uid:
      return {printable(token.uid)};
    case Field::description:
      return {printable_or_dash(token.description)};
    case Field::expires:
      return expiry(token, layout.expires);
    case Field::scopes:
      return {layout.has_all_scopes ? scope_list(token.scopes) : first_scope(token)};
    case Field::creator:
      return {printable_or_dash(token.created_by())};
    default:
      return {or_never(time_of(token, field), layout.others)};
  }
}

std::string title_of(Field field) {
  for (const FieldName& each : field_names) {
    if (each.field == field) return each.title;
  }
  return "";
}

// ` (CET)`, or ` (CET/CEST)` when the times of a column are in both.
std::string zones(const std::vector<ApiToken>& tokens, Field field) {
  std::vector<std::string> names;
  for (const ApiToken& token : tokens) {
    const std::optional<Timestamp> time = time_of(token, field);
    if (!time) continue;
    std::string name = local_zone(*time);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? " (" : "/") + name;
  return text.empty() ? "" : text + ')';
}

Table make_table(const std::vector<ApiToken>& tokens, const Layout& layout, bool has_titles) {
  Table table;
  table.rows.reserve(tokens.size());
  for (const Field field : layout.fields) {
    if (!has_titles) continue;
    const Clock clock = field == Field::expires ? layout.expires : layout.others;
    const bool has_zone = clock == Clock(&local_minute);
    table.titles.push_back(title_of(field) + (has_zone ? zones(tokens, field) : ""));
  }
  for (const ApiToken& token : tokens) {
    Row row;
    for (const Field field : layout.fields) row.push_back(cell_of(token, field, layout));
    table.rows.push_back(std::move(row));
  }
  return table;
}

// From the one that says most. The list is sorted by the time of creation, so that is left out
// first.
std::vector<Layout> layouts(const std::vector<std::string>& columns) {
  std::vector<Field> fields;
  for (const std::string& column : columns) {
    for (const FieldName& each : field_names) {
      if (each.name == column) fields.push_back(each.field);
    }
  }
  if (!fields.empty()) {
    return {{fields},
            {fields, &local_minute, &local_date},
            {fields, &local_date, &local_date},
            {fields, &local_date, &local_date, false}};
  }
  const std::vector<Field> all = {Field::name,    Field::uid,  Field::created,
                                  Field::expires, Field::used, Field::scopes};
  const std::vector<Field> most = {Field::name, Field::uid, Field::expires, Field::used,
                                   Field::scopes};
  const std::vector<Field> few = {Field::name, Field::uid, Field::expires, Field::scopes};
  return {{all}, {all, &local_minute, &local_date}, {most, &local_minute, &local_date},
          {few}, {few, &local_date, &local_date},   {few, &local_date, &local_date, false}};
}

// On a terminal of usual width: the same with names that are cut. None when little would be left.
std::optional<Table> with_cut_names(const std::vector<ApiToken>& tokens, Layout layout,
                                    std::size_t width) {
  constexpr std::size_t usual_width = 80;
  constexpr std::size_t min_name = 8;
  std::size_t longest = 0;
  for (const ApiToken& token : tokens) {
    longest = (std::max)(longest, display_width(printable(token.name)));
  }
  const std::size_t excess = width_of(make_table(tokens, layout, true)) - width;
  if (width < usual_width || longest < excess + min_name) return std::nullopt;
  layout.max_name = longest - excess;
  return make_table(tokens, layout, true);
}

Layout for_records(Layout layout) {
  layout.expires = layout.others = &local_time;
  return layout;
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
      {{"Scopes"}, {scope_list(token.scopes)}},
      {{"Created By"}, {printable_or_dash(token.created_by())}},
  };
  return render_fields(rows, style);
}

std::string name_line(const ApiToken& token) { return printable(token.name) + '\n'; }

std::vector<std::string> column_names() {
  std::vector<std::string> names;
  for (const FieldName& each : field_names) names.emplace_back(each.name);
  return names;
}

[[noreturn]] void refuse_column(const std::string& columns, const std::string& name,
                                const std::vector<std::string>& known) {
  throw UsageError("--columns \"" + columns + "\": \"" + name +
                   "\" is none of name, uid, description, created, expires, used, scopes, creator" +
                   suggestion(name, known));
}

// `name,uid,expires`
std::vector<std::string> parse_columns(const std::string& text) {
  const std::vector<std::string> known = column_names();
  std::vector<std::string> columns;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = (std::min)(text.find(',', begin), text.size());
    const std::string name = text.substr(begin, end - begin);
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      refuse_column(text, name, known);
    }
    columns.push_back(name);
    begin = end + 1;
  }
  return columns;
}

}  // namespace

void add_table_options(Command& command, TokenTableOptions& options) {
  command.option(
      "--columns NAMES",
      [&options](const std::string& text) { options.columns = parse_columns(text); },
      "The columns of the table, with commas: name, uid, description, created, expires, used, "
      "scopes, creator",
      {column_names()});
  command.option(
      "--no-headers", [&options](const std::string&) { options.has_headers = false; },
      "No line of titles: only tokens, a line for each");
}

std::string token_table(const std::vector<ApiToken>& tokens, const TableStyle& style,
                        const TokenTableOptions& options) {
  const std::vector<Layout> all = layouts(options.columns);
  for (const Layout& layout : all) {
    const Table table = make_table(tokens, layout, options.has_headers);
    if (style.width == 0 || width_of(table) <= style.width) return render(table, style);
  }
  if (options.has_headers && options.columns.empty()) {
    const std::vector<Field> least = {Field::name, Field::uid, Field::expires};
    for (const Layout& layout : {all.back(), Layout{least, &local_date, &local_date}}) {
      if (const auto table = with_cut_names(tokens, layout, style.width)) {
        return render(*table, style);
      }
    }
  }
  // Lines are asked for, so let the terminal fold them.
  if (!options.has_headers) return render(make_table(tokens, all.front(), false), style);
  return render_records(make_table(tokens, for_records(all.front()), true), style);
}

std::string scope_list(const std::vector<bentocloud::Scope>& scopes) {
  std::string text;
  for (const bentocloud::Scope& scope : scopes) {
    text += (text.empty() ? "" : ", ") + scope.name();
  }
  return printable_or_dash(text);
}

std::string to_text(const ApiToken& token, Format format) {
  if (format == Format::table) return token_details(token, table_style(Stream::output));
  return format == Format::name ? name_line(token) : to_document(token, format);
}

std::string to_text(const std::vector<ApiToken>& tokens, Format format,
                    const TokenTableOptions& options) {
  if (format == Format::table) return token_table(tokens, table_style(Stream::output), options);
  if (format != Format::name) return to_document(tokens, format);
  std::string lines;
  for (const ApiToken& token : tokens) lines += name_line(token);
  return lines;
}

}  // namespace cli
