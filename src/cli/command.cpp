#include "command.hpp"

#include <algorithm>
#include <utility>

namespace cli {
namespace {

// `-o, --output FORMAT`
Option make_option(const std::string& spelling, Parse parse, const std::string& help,
                   Values values) {
  Option option;
  std::string_view rest = spelling;
  for (;;) {
    const std::size_t end = rest.find_first_of(", ");
    option.names.emplace_back(rest.substr(0, end));
    if (end == std::string_view::npos) break;
    const bool is_last = rest[end] == ' ';
    rest.remove_prefix(end + (is_last ? 1 : 2));
    if (!is_last) continue;
    option.value = rest;
    break;
  }
  option.help = help;
  option.parse = std::move(parse);
  option.values = std::move(values);
  return option;
}

// `UID`, `UID...`, `[UID...]`
Argument make_argument(std::string spelling, Parse parse, const std::string& help, Values values) {
  Argument argument;
  argument.is_required = spelling.front() != '[';
  if (!argument.is_required) spelling = spelling.substr(1, spelling.size() - 2);
  const std::size_t dots = spelling.find("...");
  argument.is_many = dots != std::string::npos;
  argument.name = spelling.substr(0, dots);
  argument.help = help;
  argument.parse = std::move(parse);
  argument.values = std::move(values);
  return argument;
}

}  // namespace

std::string Argument::spelling() const {
  const std::string text = is_many ? name + "..." : name;
  return is_required ? text : '[' + text + ']';
}

Command::Command(std::string name, std::string help)
    : name_(std::move(name)), help_(std::move(help)) {}

Command& Command::group(const std::string& name, const std::string& help) {
  commands_.push_back(std::make_unique<Command>(name, help));
  commands_.back()->parent_ = this;
  return *commands_.back();
}

Command& Command::command(const std::string& name, const std::string& help, Action action,
                          std::string details) {
  Command& command = group(name, help);
  command.action_ = std::move(action);
  command.details_ = std::move(details);
  return command;
}

Argument& Command::argument(const std::string& spelling, std::string& value,
                            const std::string& help, Values values) {
  const auto parse = [&value](const std::string& text) { value = text; };
  arguments_.push_back(make_argument(spelling, parse, help, std::move(values)));
  return arguments_.back();
}

Argument& Command::argument(const std::string& spelling, std::vector<std::string>& values,
                            const std::string& help, Values proposed) {
  const auto parse = [&values](const std::string& text) { values.push_back(text); };
  arguments_.push_back(make_argument(spelling, parse, help, std::move(proposed)));
  return arguments_.back();
}

Option& Command::option(const std::string& spelling, std::optional<std::string>& value,
                        const std::string& help, Values values) {
  return option(
      spelling, [&value](const std::string& text) { value = text; }, help, std::move(values));
}

Option& Command::option(const std::string& spelling, Parse parse, const std::string& help,
                        Values values) {
  options_.push_back(
      std::make_unique<Option>(make_option(spelling, std::move(parse), help, std::move(values))));
  return *options_.back();
}

Option& Command::flag(const std::string& spelling, bool& value, const std::string& help) {
  return option(
      spelling, [&value](const std::string&) { value = true; }, help);
}

std::string Command::full_name() const {
  return parent_ == nullptr ? name_ : parent_->full_name() + ' ' + name_;
}

std::vector<const Option*> Command::options() const {
  std::vector<const Option*> all;
  for (const auto& option : options_) all.push_back(option.get());
  for (const Command* above = parent_; above != nullptr; above = above->parent_) {
    for (const auto& option : above->options_) {
      if (option->is_global) all.push_back(option.get());
    }
  }
  return all;
}

const Option* Command::find_option(std::string_view name) const {
  for (const Option* option : options()) {
    const auto& names = option->names;
    if (std::find(names.begin(), names.end(), name) != names.end()) return option;
  }
  return nullptr;
}

std::vector<const Command*> Command::commands() const {
  std::vector<const Command*> all;
  for (const auto& command : commands_) all.push_back(command.get());
  return all;
}

const Command* Command::find_command(std::string_view name) const {
  for (const auto& command : commands_) {
    if (command->name_ == name) return command.get();
  }
  return nullptr;
}

}  // namespace cli
