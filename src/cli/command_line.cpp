#include "command_line.hpp"

#include <algorithm>
#include <utility>

#include "failure.hpp"
#include "help.hpp"
#include "suggestion.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

// A value for an option or an argument. Flags get an empty text.
struct Setting {
  const Option* option;  // or null
  const Argument* argument;
  std::string text;
};

// Takes the arguments apart before any value is looked at, as Python's click does: so `--help` is
// found wherever it stands.
class Reader {
 public:
  Reader(const Command& program, const std::vector<std::string>& arguments)
      : command_(&program), arguments_(arguments) {}

  void read() {
    while (next_ < arguments_.size()) {
      const std::string& text = arguments_[next_++];
      if (takes_options_ && text == "--") {
        takes_options_ = false;
      } else if (takes_options_ && text.size() > 1 && text[0] == '-') {
        read_option(text);
      } else {
        read_word(text);
      }
    }
  }

  [[nodiscard]] const Command& command() const noexcept { return *command_; }
  [[nodiscard]] const std::vector<Setting>& settings() const noexcept { return settings_; }

  // Hands the values over, in the order in which they were given.
  void apply() const {
    for (auto setting = settings_.begin(); setting != settings_.end(); ++setting) {
      const Option* option = setting->option;
      if (option == nullptr) {
        setting->argument->parse(setting->text);
      } else if (option->is_many || is_last(setting)) {
        option->parse(setting->text);
      }
    }
  }

  // Of the arguments, in the order in which they are declared.
  void check_that_nothing_is_missing() const {
    const auto& wanted = command_->arguments();
    if (count_ < wanted.size() && wanted[count_].is_required) {
      throw UsageError("the argument " + wanted[count_].name + " is missing");
    }
  }

 private:
  [[nodiscard]] bool is_last(std::vector<Setting>::const_iterator setting) const {
    return std::none_of(setting + 1, settings_.end(), [setting](const Setting& later) {
      return later.option == setting->option;
    });
  }

  void read_option(const std::string& text) {
    const std::size_t sign = text.find('=');
    const bool has_value = sign != std::string::npos;
    const std::string name = text.substr(0, sign);
    if (const Option* option = command_->find_option(name); option != nullptr && name[1] == '-') {
      if (has_value && option->value.empty()) throw UsageError(name + " takes no value");
      add(*option, name, has_value ? text.substr(sign + 1) : std::optional<std::string>());
    } else if (text[1] == '-') {
      throw UsageError("there is no option " + name + suggestion(name, option_names(*command_)));
    } else {
      read_letters(text);
    }
  }

  // `-q`, `-qv`, `-ojson`
  void read_letters(const std::string& text) {
    for (std::size_t i = 1; i < text.size(); ++i) {
      const std::string name = {'-', text[i]};
      const Option* option = command_->find_option(name);
      if (option == nullptr) {
        const bool is_whole = i == 1;  // perhaps a long option with one dash
        throw UsageError("there is no option " + (is_whole ? text : name) +
                         (is_whole ? suggestion('-' + text, option_names(*command_)) : ""));
      }
      const bool has_value = !option->value.empty() && i + 1 < text.size();
      add(*option, name, has_value ? text.substr(i + 1) : std::optional<std::string>());
      if (has_value) return;
    }
  }

  void add(const Option& option, const std::string& name, std::optional<std::string> value) {
    if (!option.value.empty() && !value) {
      if (next_ == arguments_.size()) throw UsageError(name + " needs a value: " + option.value);
      value = arguments_[next_++];
    }
    settings_.push_back({&option, nullptr, std::move(value).value_or("")});
  }

  void read_word(const std::string& text) {
    if (!command_->action()) {
      const Command* found = command_->find_command(text);
      if (found == nullptr) {
        throw UsageError("there is no command " + shell_word(text) +
                         suggestion(text, command_names(*command_)));
      }
      command_ = found;
      takes_options_ = true;
      return;
    }
    const auto& wanted = command_->arguments();
    const bool is_more = !wanted.empty() && wanted.back().is_many;
    if (count_ >= wanted.size() && !is_more) {
      throw UsageError("unexpected argument " + shell_word(text));
    }
    settings_.push_back({nullptr, &wanted[(std::min)(count_++, wanted.size() - 1)], text});
  }

  const Command* command_;
  const std::vector<std::string>& arguments_;
  bool takes_options_ = true;  // not after `--`, but the command after it takes its own
  std::size_t next_ = 0;
  std::size_t count_ = 0;  // of what is not an option, after the command
  std::vector<Setting> settings_;
};

std::string with_hint(const UsageError& error, const std::string& command) {
  const std::string reason = error.what();
  const bool has_two_lines = reason.find('\n') != std::string::npos;
  return has_two_lines ? reason : printable(reason) + "\nSee " + command + " --help";
}

Command::Action show(std::string text) {
  return [text = std::move(text)] {
    write_output(text);
    return exit_code::success;
  };
}

Command::Action parse(Reader& reader) {
  reader.read();
  const Command& command = reader.command();
  for (const Setting& setting : reader.settings()) {
    if (setting.option != nullptr && setting.option->shows) {
      return show(setting.option->shows(command));
    }
  }
  if (!command.action()) {
    if (!reader.settings().empty()) throw UsageError("the command is missing");
    return show(help(command));
  }
  reader.apply();
  reader.check_that_nothing_is_missing();
  return command.action();
}

}  // namespace

Command::Action parse(const Command& program, const std::vector<std::string>& arguments) {
  Reader reader(program, arguments);
  try {
    // What does not fit together is seen by the command itself.
    return [action = parse(reader), name = reader.command().full_name()] {
      try {
        return action();
      } catch (const UsageError& error) {
        throw UsageError(with_hint(error, name));
      }
    };
  } catch (const UsageError& error) {
    throw UsageError(with_hint(error, reader.command().full_name()));
  }
}

}  // namespace cli
