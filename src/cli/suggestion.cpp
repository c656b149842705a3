#include "suggestion.hpp"

#include <algorithm>
#include <numeric>

namespace cli {
namespace {

// How many letters have to be added, dropped, changed or exchanged with their neighbour to make one
// of the other. Rows of a table are kept, not all of it.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last(right.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::vector<std::size_t> row(right.size() + 1, i);
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t change = left[i - 1] == right[j - 1] ? 0 : 1;
      row[j] = (std::min)({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      const bool is_exchange =
          i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (is_exchange) row[j] = (std::min)(row[j], before_last[j - 2] + 1);
    }
    before_last = std::move(last);
    last = std::move(row);
  }
  return last.back();
}

// Its last word, without dashes: `api-token list` is looked for as `list`.
std::string_view stem(std::string_view name) {
  name.remove_prefix(name.rfind(' ') + 1);
  name.remove_prefix((std::min)(name.find_first_not_of('-'), name.size()));
  return name;
}

}  // namespace

std::string suggestion(std::string_view text, const std::vector<std::string>& names) {
  constexpr std::size_t max_size = 64;
  const std::string_view wanted = stem(text);
  if (wanted.empty() || wanted.size() > max_size) return "";
  const std::string* best = nullptr;
  std::size_t least = 0;
  for (const std::string& name : names) {
    const std::string_view known = stem(name);
    const bool begins_it =
        3 * wanted.size() >= known.size() && known.substr(0, wanted.size()) == wanted;
    const std::size_t changes = begins_it ? 1 : distance(wanted, known);
    if (!begins_it && changes > (std::max)(wanted.size(), known.size()) / 3) continue;
    if (best != nullptr && changes >= least) continue;
    best = &name;
    least = changes;
  }
  return best == nullptr ? "" : "; did you mean " + *best + '?';
}

std::vector<std::string> option_names(const Command& command) {
  std::vector<std::string> names;
  for (const Option* option : command.options()) {
    for (const std::string& name : option->names) {
      if (name.substr(0, 2) == "--") names.push_back(name);
    }
  }
  return names;
}

std::vector<std::string> command_names(const Command& group) {
  std::vector<std::string> names;
  for (const Command* command : group.commands()) {
    if (!command->is_hidden()) names.push_back(command->name());
  }
  for (const Command* command : group.commands()) {
    for (const std::string& name : command_names(*command)) {
      names.push_back(command->name() + ' ' + name);
    }
  }
  return names;
}

}  // namespace cli
