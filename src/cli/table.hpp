#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cli {

enum class Colour { none, red, yellow };

struct Cell {
  std::string text;  ///< printable, see `printable()`
  Colour colour = Colour::none;
};

using Row = std::vector<Cell>;

struct Table {
  std::vector<std::string> titles;  ///< one for each column, or none at all
  std::vector<Row> rows;            ///< each has as many cells as there are columns
};

struct TableStyle {
  std::size_t width = 0;  ///< of the terminal; 0: unlimited
  bool colour = false;
};

/// How many columns of the terminal the widest line takes.
[[nodiscard]] std::size_t width_of(const Table& table);

/// The titles and a line for each row, however wide.
[[nodiscard]] std::string render(const Table& table, const TableStyle& style);

/// For a terminal that is too narrow for lines: each row as a title and a cell in every line, with
/// an empty line between two rows.
[[nodiscard]] std::string render_records(const Table& table, const TableStyle& style);

/// The table of one thing: each row is the name of a field and its value. Values are folded between
/// words to fit; one with a word that is too long for the place beside its name comes below it.
[[nodiscard]] std::string render_fields(const std::vector<Row>& rows, const TableStyle& style);

}  // namespace cli
