#include "table.hpp"

#include <algorithm>
#include <string_view>

#include "text.hpp"

namespace cli {
namespace {

using Widths = std::vector<std::size_t>;

constexpr std::size_t gap = 2;
constexpr std::string_view bold = "\x1b[1m";

Widths widths_of(const Table& table) {
  Widths widths;
  const auto include = [&widths](std::size_t column, std::string_view text) {
    if (widths.size() <= column) widths.resize(column + 1);
    widths[column] = (std::max)(widths[column], display_width(text));
  };
  for (std::size_t i = 0; i < table.titles.size(); ++i) include(i, table.titles[i]);
  for (const Row& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) include(i, row[i].text);
  }
  return widths;
}

std::string_view code_of(Colour colour) {
  switch (colour) {
    case Colour::none:
      return "";
    case Colour::red:
      return "\x1b[31m";
    case Colour::yellow:
      return "\x1b[33m";
  }
  return "";
}

std::string coloured(std::string_view text, std::string_view code, const TableStyle& style) {
  if (!style.colour || code.empty() || text.empty()) return std::string(text);
  return std::string(code).append(text).append("\x1b[0m");
}

struct Part {
  std::string_view text;
  std::string_view code;
};

// Nothing comes after the last part.
std::string line_of(const std::vector<Part>& parts, const Widths& widths, const TableStyle& style) {
  std::string line;
  std::size_t missing = 0;  // spaces before the next part
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].text.empty()) {
      line.append(missing, ' ');
      line += coloured(parts[i].text, parts[i].code, style);
      missing = 0;
    }
    missing += widths[i] - display_width(parts[i].text) + gap;
  }
  return line + '\n';
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    const std::size_t end = (std::min)(text.find(' '), text.size());
    longest = (std::max)(longest, display_width(text.substr(0, end)));
    text.remove_prefix((std::min)(end + 1, text.size()));
  }
  return longest;
}

void append_field(std::string& out, const Row& row, std::size_t names, const TableStyle& style) {
  const Cell& value = row[1];
  const std::string_view code = code_of(value.colour);
  std::size_t column = names + gap;
  out += coloured(row[0].text, bold, style);
  const bool is_beside = style.width == 0 || column + longest_word(value.text) <= style.width;
  if (is_beside) {
    out.append(column - display_width(row[0].text), ' ');
  } else {
    out += '\n';
    column = 0;
  }
  const auto lines = style.width == 0
                         ? std::vector<std::string>{value.text}
                         : fold(value.text, (std::max)(style.width, column + 1) - column);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out.append(column, ' ');
    out += coloured(lines[i], code, style) + '\n';
  }
}

}  // namespace

std::size_t width_of(const Table& table) {
  std::size_t total = 0;
  for (const std::size_t width : widths_of(table)) total += (total == 0 ? 0 : gap) + width;
  return total;
}

std::string render(const Table& table, const TableStyle& style) {
  const Widths widths = widths_of(table);
  std::string out;
  if (!table.titles.empty()) {
    std::vector<Part> parts;
    for (const std::string& title : table.titles) parts.push_back({title, bold});
    out += line_of(parts, widths, style);
  }
  for (const Row& row : table.rows) {
    std::vector<Part> parts;
    for (const Cell& cell : row) parts.push_back({cell.text, code_of(cell.colour)});
    out += line_of(parts, widths, style);
  }
  return out;
}

std::string render_records(const Table& table, const TableStyle& style) {
  std::string out;
  for (const Row& row : table.rows) {
    std::vector<Row> fields;
    for (std::size_t i = 0; i < row.size(); ++i) fields.push_back({{table.titles[i]}, row[i]});
    out += (out.empty() ? "" : "\n") + render_fields(fields, style);
  }
  return out;
}

std::string render_fields(const std::vector<Row>& rows, const TableStyle& style) {
  std::size_t names = 0;
  for (const Row& row : rows) names = (std::max)(names, display_width(row[0].text));
  std::string out;
  for (const Row& row : rows) append_field(out, row, names, style);
  return out;
}

}  // namespace cli
