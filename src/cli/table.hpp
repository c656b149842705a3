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

struct Column {
  std::string title;
  /// Off: folded only when all that may be folded is, and the table is still too wide.
  bool folds = true;
};

struct TableStyle {
  std::size_t width = 0;  ///< of the terminal, which the table then fits; 0: unlimited
  bool colour = false;
};

/// Lines of text, the titles first. Cells that are too wide are folded. Every row has as many cells
/// as there are columns.
[[nodiscard]] std::string render(const std::vector<Column>& columns, const std::vector<Row>& rows,
                                 const TableStyle& style);

/// The table of one thing: each row is the name of a field and its value.
[[nodiscard]] std::string render_fields(const std::vector<Row>& rows, const TableStyle& style);

}  // namespace cli
