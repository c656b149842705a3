#pragma once

namespace cli {

class Program;
struct Session;

/// Adds one subcommand to the program. Each is a source of its name, declared here and listed in
/// main.cpp. The tests see to it that the man page and the completions have it too.
using AddCommand = void(Program& program, Session& session);

AddCommand add_create;
AddCommand add_delete;
AddCommand add_get;
AddCommand add_list;
AddCommand add_prune;
AddCommand add_rotate;
AddCommand add_update;
AddCommand add_whoami;

}  // namespace cli
