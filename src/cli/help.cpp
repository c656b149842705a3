#include "help.hpp"

#include <algorithm>

#include "system.hpp"
#include "text.hpp"

namespace cli {
namespace {

constexpr std::size_t default_width = 80;
constexpr std::size_t min_width = 30;
constexpr std::size_t max_width = 100;  // longer lines are hard to read
constexpr std::size_t indent = 2;

struct Item {
  std::string name;
  std::string help;
};

std::size_t help_width() {
  const std::size_t width = terminal_width(Stream::output);
  return width == 0 ? default_width : (std::min)((std::max)(width, min_width), max_width);
}

// `text` in lines of at most `width`, the first of which comes at column `column`.
std::string indented(const std::string& text, std::size_t column, std::size_t width) {
  std::string out;
  const std::size_t room = width > column + min_width / 2 ? width - column : min_width / 2;
  for (const std::string& line : fold(text, room)) {
    if (!out.empty()) out += '\n' + std::string(column, ' ');
    out += line;
  }
  return out;
}

std::string section(const std::string& title, const std::vector<Item>& items, std::size_t width) {
  if (items.empty()) return "";
  std::size_t names = 0;
  for (const Item& item : items) names = (std::max)(names, item.name.size());
  // Below the names on a narrow terminal, so that no word is broken.
  names = width < default_width * 3 / 4 ? indent : (std::min)(names, width / 3);
  std::string out = '\n' + title + ":\n";
  const std::size_t column = indent + names + 2;
  for (const Item& item : items) {
    out += std::string(indent, ' ') + item.name;
    if (item.name.size() > names) {
      out += '\n' + std::string(column, ' ');
    } else {
      out.append(column - indent - item.name.size(), ' ');
    }
    out += indented(item.help, column, width) + '\n';
  }
  return out;
}

// `-o, --output FORMAT`, without the names that mean another option here.
std::string spelling(const Command& command, const Option& option) {
  std::string text;
  for (const std::string& name : option.names) {
    if (command.find_option(name) == &option) text += (text.empty() ? "" : ", ") + name;
  }
  return option.value.empty() ? text : text + ' ' + option.value;
}

std::string usage(const Command& command, std::size_t width) {
  std::string text = "Usage: " + command.full_name() + " [OPTIONS]";
  if (!command.action()) text += " COMMAND";
  for (const Argument& argument : command.arguments()) text += ' ' + argument.spelling();
  return indented(text, 2 * indent, width) + '\n';
}

// Lines that are indented stay lines.
std::string details(const std::string& text, std::size_t width) {
  if (text.empty()) return "";
  std::string out = "\n";
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = (std::min)(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    const std::size_t spaces = (std::min)(line.find_first_not_of(' '), line.size());
    out += std::string(spaces, ' ') +
           indented(line.substr(spaces), spaces == 0 ? 0 : spaces + 2, width) + '\n';
    begin = end + 1;
  }
  return out;
}

}  // namespace

std::string help(const Command& command) {
  const std::size_t width = help_width();
  std::vector<Item> arguments;
  std::vector<Item> own;
  std::vector<Item> global;
  std::vector<Item> commands;
  for (const Argument& argument : command.arguments()) {
    arguments.push_back({argument.name, argument.help});
  }
  for (const Option* option : command.options()) {
    (option->is_global ? global : own).push_back({spelling(command, *option), option->help});
  }
  for (const Command* each : command.commands()) {
    if (!each->is_hidden()) commands.push_back({each->name(), each->help()});
  }
  return usage(command, width) + '\n' + indented(command.help(), 0, width) + '\n' +
         section("Commands", commands, width) + section("Arguments", arguments, width) +
         section("Options", own, width) + section("Global options", global, width) +
         details(command.details(), width);
}

}  // namespace cli
