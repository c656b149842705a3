// The API tokens of BentoCloud on the command line: what `bentoml api-token` does, and more.

#include <exception>
#include <system_error>

#include <bentocloud/error.hpp>

#include "command_line.hpp"
#include "commands.hpp"
#include "failure.hpp"
#include "session.hpp"
#include "system.hpp"
#include "terminal.hpp"

namespace {

constexpr cli::AddCommand* commands[] = {
    cli::add_list,   cli::add_create, cli::add_get,   cli::add_update,
    cli::add_delete, cli::add_rotate, cli::add_prune, cli::add_whoami,
};

int run(int argc, char** argv) {
  cli::prepare_process();
  cli::Session session;
  cli::Program program(session);
  for (cli::AddCommand* add : commands) add(program, session);
  if (!program.parse(cli::arguments(argc, argv))) return cli::exit_code::success;
  cli::end_with_signals(session);
  return session.action();
}

int fail(int code, const std::exception& error) {
  cli::complain(error.what());
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const cli::UsageError& error) {
    return fail(cli::exit_code::usage, error);
  } catch (const cli::Failure& failure) {
    return fail(failure.exit_code, failure);
  } catch (const bentocloud::Error& error) {
    return fail(cli::exit_code::of(error), error);
  } catch (const std::system_error& error) {
    // The reader of a pipe has seen enough.
    if (error.code() == std::errc::broken_pipe) return cli::exit_code::failed;
    return fail(cli::exit_code::of(error), error);
  } catch (const std::exception& error) {
    return fail(cli::exit_code::failed, error);
  }
}
