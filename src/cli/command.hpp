#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

class Command;

/// Takes the text of a value. \throws UsageError when it is not valid.
using Parse = std::function<void(const std::string& text)>;

/// What completions propose, and what they say of it.
struct Proposal {
  std::string text;
  std::string help = {};
};

/// What completions propose for a value.
struct Values {
  std::vector<std::string> words = {};
  bool are_files = false;
  /// What can only be known then; empty when it cannot be.
  std::function<std::vector<Proposal>()> ask = {};
};

struct Option {
  std::vector<std::string> names;  ///< `-o`, `--output`
  std::string value;               ///< what its value is called; empty: it is a flag
  std::string help;
  Parse parse;
  Values values;
  bool is_global = false;  ///< the commands below have it, too
  bool is_many = false;    ///< each one counts, not only the last
  /// When set, the program writes what this returns for the command that was named, and does
  /// nothing else.
  std::function<std::string(const Command& command)> shows = {};
};

struct Argument {
  std::string name;
  std::string help;
  Parse parse;
  Values values;
  bool is_required = true;
  bool is_many = false;

  /// `UID`, `UID...`, `[UID...]`
  [[nodiscard]] std::string spelling() const;
};

/// The program, a group of commands, or a command: what it takes, and what it does. A tree.
class Command {
 public:
  using Action = std::function<int()>;

  Command(std::string name, std::string help);

  /// A group, to which commands are added.
  Command& group(const std::string& name, const std::string& help);

  /// A command. `action` does its work and returns the exit code. `details` come after the options
  /// in its help; of their lines those that are indented are kept as they are.
  Command& command(const std::string& name, const std::string& help, Action action,
                   std::string details = {});

  /// \{
  /// `spelling` is what the help shows. Arguments: `UID`, `UID...` (one or more), `[UID...]`.
  /// Options: `-o, --output FORMAT`; flags: `-y, --yes`. Of options that are given more than once
  /// the last one counts, and the others are not even looked at, unless `is_many` is set.
  Argument& argument(const std::string& spelling, std::string& value, const std::string& help,
                     Values values = {});
  Argument& argument(const std::string& spelling, std::vector<std::string>& values,
                     const std::string& help, Values proposed = {});
  Option& option(const std::string& spelling, std::optional<std::string>& value,
                 const std::string& help, Values values = {});
  Option& option(const std::string& spelling, Parse parse, const std::string& help,
                 Values values = {});
  Option& flag(const std::string& spelling, bool& value, const std::string& help);
  /// \}

  void set_details(std::string details) { details_ = std::move(details); }

  /// Is neither in the help nor among the completions.
  void hide() noexcept { is_hidden_ = true; }

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::string& help() const noexcept { return help_; }
  [[nodiscard]] const std::string& details() const noexcept { return details_; }
  [[nodiscard]] const Action& action() const noexcept { return action_; }
  [[nodiscard]] const std::vector<Argument>& arguments() const noexcept { return arguments_; }
  [[nodiscard]] bool is_hidden() const noexcept { return is_hidden_; }

  /// `bentocloud api-token list`
  [[nodiscard]] std::string full_name() const;

  /// Its own, then those of the commands above that hold for all.
  [[nodiscard]] std::vector<const Option*> options() const;
  [[nodiscard]] const Option* find_option(std::string_view name) const;

  [[nodiscard]] std::vector<const Command*> commands() const;
  [[nodiscard]] const Command* find_command(std::string_view name) const;

 private:
  std::string name_;
  std::string help_;
  std::string details_;
  Action action_;
  bool is_hidden_ = false;
  const Command* parent_ = nullptr;
  std::vector<Argument> arguments_;
  std::vector<std::unique_ptr<Option>> options_;
  std::vector<std::unique_ptr<Command>> commands_;
};

}  // namespace cli
