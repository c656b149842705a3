#include "completion.hpp"

#include <algorithm>
#include <optional>

#include "completion_scripts.hpp"
#include "failure.hpp"
#include "suggestion.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace cli {
namespace {

/// What the words before the last one amount to.
struct Position {
  const Command* command;
  const Option* option = nullptr;  ///< whose value comes next
  std::size_t count = 0;           ///< of arguments
  bool takes_options = true;
};

// Options that hold for all commands say which cloud to ask.
void take(const Option& option, const std::string& value) {
  if (!option.is_global || !option.parse) return;
  try {
    option.parse(value);
  } catch (const UsageError&) {
    // It is said when the command is run.
  }
}

// None when a word is no command.
std::optional<Position> position_after(const Command& program,
                                       const std::vector<std::string>& words) {
  Position position{&program};
  for (const std::string& word : words) {
    if (position.option != nullptr) {
      take(*position.option, word);
      position.option = nullptr;
    } else if (position.takes_options && word == "--") {
      position.takes_options = false;
    } else if (position.takes_options && word.size() > 1 && word[0] == '-') {
      const std::size_t sign = word.find('=');
      const Option* option = position.command->find_option(word.substr(0, sign));
      if (option == nullptr) continue;
      if (sign != std::string::npos) {
        take(*option, word.substr(sign + 1));
      } else if (option->value.empty()) {
        take(*option, "");
      } else {
        position.option = option;
      }
    } else if (const Command* found = position.command->find_command(word)) {
      position.command = found;
    } else if (position.command->action()) {
      ++position.count;
    } else {
      return std::nullopt;
    }
  }
  return position;
}

bool begins_with(const std::string& text, const std::string& begin) {
  return text.compare(0, begin.size(), begin) == 0;
}

class Proposals {
 public:
  explicit Proposals(std::string begin) : begin_(std::move(begin)) {}

  void add(const std::string& text, const std::string& help) {
    // One that would not stay a line, or drive the terminal, has to be typed.
    if (begins_with(text, begin_) && printable(text) == text)
      lines_ += prefix_ + text + '\t' + printable(help) + '\n';
  }

  void add(const Values& values, const std::string& prefix = "") {
    prefix_ = prefix;
    if (begins_with(begin_, prefix)) begin_.erase(0, prefix.size());
    for (const std::string& word : values.words) add(word, "");
    if (values.ask) {
      for (const Proposal& proposal : values.ask()) add(proposal.text, proposal.help);
    }
    if (values.are_files) lines_ += ":files\n";
  }

  [[nodiscard]] const std::string& lines() const noexcept { return lines_; }

 private:
  std::string begin_;
  std::string prefix_;
  std::string lines_;
};

void add_options(Proposals& proposals, const Command& command) {
  for (const Option* option : command.options()) {
    for (const std::string& name : option->names) {
      if (begins_with(name, "--")) proposals.add(name, option->help);
    }
  }
}

// A line for each proposal: the word and, after a tab, its help. `:files` asks for file names.
std::string propose(const Command& program, std::vector<std::string> words) {
  const std::string last = words.empty() ? "" : words.back();
  if (!words.empty()) words.pop_back();
  const std::optional<Position> found = position_after(program, words);
  if (!found) return "";
  const Position& position = *found;
  const Command& command = *position.command;
  Proposals proposals(last);
  const std::size_t sign = begins_with(last, "--") ? last.find('=') : std::string::npos;
  if (position.option != nullptr) {
    proposals.add(position.option->values);
  } else if (position.takes_options && sign != std::string::npos) {
    const Option* option = command.find_option(last.substr(0, sign));
    if (option != nullptr) proposals.add(option->values, last.substr(0, sign + 1));
  } else if (position.takes_options && begins_with(last, "-")) {
    add_options(proposals, command);
  } else {
    for (const Command* each : command.commands()) {
      if (!each->is_hidden()) proposals.add(each->name(), each->help());
    }
    const auto& arguments = command.arguments();
    const bool is_more = !arguments.empty() && arguments.back().is_many;
    if (position.count < arguments.size() || is_more) {
      proposals.add(arguments[(std::min)(position.count, arguments.size() - 1)].values);
    }
  }
  return proposals.lines();
}

const char* script_for(const std::string& shell) {
  if (shell == "bash") return completion_script::bash;
  if (shell == "zsh") return completion_script::zsh;
  if (shell == "fish") return completion_script::fish;
  throw UsageError("there are completions for bash, zsh and fish, not for " + shell_word(shell));
}

}  // namespace

void add_completion(Command& program) {
  auto shell = std::make_shared<std::string>();
  Command& completion = program.command(
      "completion", "Write the completions for bash, zsh or fish to standard output",
      [shell] {
        write_output(script_for(*shell));
        return exit_code::success;
      },
      "Packages install them. To use them at once:\n"
      "  bash: source <(bentocloud completion bash)\n"
      "  zsh:  source <(bentocloud completion zsh)\n"
      "  fish: bentocloud completion fish | source");
  completion.argument("SHELL", *shell, "bash, zsh or fish", {{"bash", "zsh", "fish"}});

  auto words = std::make_shared<std::vector<std::string>>();
  Command& complete = program.command(
      "complete", "Write what can come next on a command line, for completions", [&program, words] {
        write_output(propose(program, *words));
        return exit_code::success;
      });
  complete.argument("[WORD...]", *words, "The words after the program's name; the last is begun");
  complete.hide();
}

}  // namespace cli
