#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "document.hpp"
#include "session.hpp"

namespace CLI {
class App;
}

namespace cli {

/// What a subcommand takes. It, `Program` and their source are all that knows CLI11, whose headers
/// take seconds to compile.
class Command {
 public:
  using Parse = std::function<void(const std::string& text)>;

  explicit Command(CLI::App& app) : app_(&app) {}

  /// Arguments are required; of the many there is at least one.
  void argument(const char* name, std::string& value, const char* help);
  void arguments(const char* name, std::vector<std::string>& values, const char* help);

  /// Of options that are given more than once the last one counts, but for the many: all of them.
  /// `parse` throws UsageError for an invalid value.
  void option(const char* names, std::optional<std::string>& value, const char* help);
  void option(const char* names, const Parse& parse, const char* help);
  void flag(const char* names, bool& value, const char* help);

  /// Options that several subcommands have.
  void output_option(Format& format);
  void description_option(std::optional<std::string>& description);
  void scope_option(std::vector<bentocloud::Scope>& scopes);
  void expires_option(std::optional<bentocloud::api_token::Expiry>& expired_at);
  void token_file_option(std::optional<std::string>& path);

 private:
  CLI::App* app_;
};

class Program {
 public:
  explicit Program(Session& session);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  /// A subcommand, which `action` does. `details` come after the options in its help.
  Command subcommand(const char* name, const char* help, std::function<int()> action,
                     const char* details = "");

  /// Sets the session's options and action. Returns false when there is nothing left to do, after
  /// `--help` and `--version`.
  /// \throws UsageError
  [[nodiscard]] bool parse(const std::vector<std::string>& arguments);

 private:
  void global_options(CLI::App& app);

  Session& session_;
  bool do_not_track_ = true;
  std::map<const CLI::App*, std::string> details_;
  std::unique_ptr<CLI::App> app_;
};

}  // namespace cli
