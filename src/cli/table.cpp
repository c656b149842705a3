#include "table.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "text.hpp"

namespace cli {
namespace {

using Widths = std::vector<std::size_t>;

constexpr std::size_t gap = 2;
constexpr std::size_t min_width = 8;

// What each column would like to have.
Widths natural_widths(const std::vector<Column>& columns, const std::vector<Row>& rows) {
  Widths widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t width = display_width(columns[i].title);
    for (const Row& row : rows) width = (std::max)(width, display_width(row[i].text));
    widths.push_back(width);
  }
  return widths;
}

// Takes from the widest column that is above its least width, until all fit.
void shrink(Widths& widths, const Widths& least, std::size_t available) {
  std::size_t total = std::accumulate(widths.begin(), widths.end(), std::size_t{0});
  while (total > available) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const bool can_shrink = widths[i] > least[i];
      if (can_shrink && (widest == widths.size() || widths[i] > widths[widest])) widest = i;
    }
    if (widest == widths.size()) return;
    --widths[widest];
    --total;
  }
}

Widths fitting_widths(const std::vector<Column>& columns, const std::vector<Row>& rows,
                      std::size_t width) {
  Widths widths = natural_widths(columns, rows);
  const std::size_t gaps = gap * (columns.size() - 1);
  if (width == 0) return widths;
  const std::size_t available = width > gaps ? width - gaps : 0;
  Widths wanted = widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::size_t title = display_width(columns[i].title);
    if (columns[i].folds) wanted[i] = (std::max)(title, min_width);
  }
  shrink(widths, wanted, available);
  shrink(widths, Widths(columns.size(), 1), available);
  return widths;
}

std::string_view colour_code(Colour colour) {
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

void append(std::string& out, std::string_view text, std::string_view code) {
  const bool is_coloured = !code.empty() && !text.empty();
  if (is_coloured) out += code;
  out += text;
  if (is_coloured) out += "\x1b[0m";
}

// `codes` has an escape sequence for each cell, or an empty text.
void append_row(std::string& out, const Row& row, const std::vector<std::string_view>& codes,
                const Widths& widths) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (std::size_t i = 0; i < row.size(); ++i) {
    cells.push_back(fold(row[i].text, widths[i]));
    height = (std::max)(height, cells.back().size());
  }
  for (std::size_t line = 0; line < height; ++line) {
    std::size_t missing = 0;  // spaces that are written before the next text, and not at the end
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string text = line < cells[i].size() ? cells[i][line] : "";
      if (!text.empty()) {
        out.append(missing, ' ');
        missing = 0;
        append(out, text, codes[i]);
      }
      const std::size_t width = display_width(text);
      missing += (widths[i] > width ? widths[i] - width : 0) + gap;
    }
    out += '\n';
  }
}

}  // namespace

std::string render(const std::vector<Column>& columns, const std::vector<Row>& rows,
                   const TableStyle& style) {
  const Widths widths = fitting_widths(columns, rows, style.width);
  std::string out;
  Row titles;
  for (const Column& column : columns) titles.push_back({column.title});
  const std::string_view bold = style.colour ? "\x1b[1m" : "";
  append_row(out, titles, std::vector<std::string_view>(columns.size(), bold), widths);
  for (const Row& row : rows) {
    std::vector<std::string_view> codes;
    for (const Cell& cell : row) codes.push_back(style.colour ? colour_code(cell.colour) : "");
    append_row(out, row, codes, widths);
  }
  return out;
}

std::string render_fields(const std::vector<Row>& rows, const TableStyle& style) {
  return render({{"Field", false}, {"Value"}}, rows, style);
}

}  // namespace cli
