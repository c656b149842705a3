// The API tokens of BentoCloud on the command line: what `bentoml api-token` does, and more.

#include <clocale>
#include <exception>
#include <system_error>

#include <bentocloud/error.hpp>

#include "command_line.hpp"
#include "commands.hpp"
#include "failure.hpp"
#include "session.hpp"
#include "terminal.hpp"

namespace {

constexpr cli::AddCommand* commands[] = {
    cli::add_list,   cli::add_create, cli::add_get,   cli::add_update,
    cli::add_delete, cli::add_rotate, cli::add_prune, cli::add_whoami,
};

int act(const cli::Session& session) {
  try {
    return session.action();
  } catch (const bentocloud::Error& error) {
    cli::complain(error.what());
    return cli::exit_code::of(error);
  } catch (const cli::Failure& failure) {
    cli::complain(failure.what());
    return failure.exit_code;
  }
}

int run(int argc, char** argv) {
  cli::Session session;
  cli::Program program(session);
  for (cli::AddCommand* add : commands) add(program, session);
  if (!program.parse(argc, argv)) return cli::exit_code::success;
  cli::watch_signals(session);
  const int code = act(session);
  return code == cli::exit_code::interrupted ? 128 + *session.signal : code;
}

}  // namespace

int main(int argc, char** argv) {
  // What is written is UTF-8, whatever the user's locale is; see text.hpp.
  std::setlocale(LC_CTYPE, "C.UTF-8");
  try {
    return run(argc, argv);
  } catch (const cli::UsageError& error) {
    cli::complain(error.what());
    return cli::exit_code::usage;
  } catch (const std::system_error& error) {
    // The reader of a pipe has seen enough.
    if (error.code() != std::errc::broken_pipe) cli::complain(error.what());
    return cli::exit_code::failed;
  } catch (const std::exception& error) {
    cli::complain(error.what());
    return cli::exit_code::failed;
  }
}
