#pragma once

namespace cli {

class Program;
struct Session;

/// Adds one subcommand to the program. Each is in the source of its name.
using AddCommand = void(Program& program, Session& session);

AddCommand add_create;
AddCommand add_delete;
AddCommand add_get;
AddCommand add_list;
AddCommand add_prune;
AddCommand add_rotate;
AddCommand add_update;

}  // namespace cli
