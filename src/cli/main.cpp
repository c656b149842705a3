// BentoCloud on the command line: what `bentoml api-token` and `bentoml cloud` do, and more.

#include <exception>
#include <system_error>

#include <bentocloud/error.hpp>

#include "command_line.hpp"
#include "failure.hpp"
#include "program.hpp"
#include "session.hpp"
#include "system.hpp"
#include "terminal.hpp"
#include "text.hpp"

namespace {

int run(int argc, char** argv) {
  cli::prepare_process();
  cli::Session session;
  const auto program = cli::make_program(session);
  const std::vector<std::string> arguments = cli::arguments(argc, argv);
  session.command_line = cli::shell_words(arguments);
  const cli::Command::Action action = cli::parse(*program, arguments);
  cli::end_with_signals(session);
  return action();
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
    cli::complain(cli::two_lines(cli::fact_of(error), cli::advice_of(error)));
    return cli::exit_code::of(error);
  } catch (const std::system_error& error) {
    // The reader of a pipe has seen enough.
    if (error.code() == std::errc::broken_pipe) return cli::exit_code::failed;
    return fail(cli::exit_code::of(error), error);
  } catch (const std::exception& error) {
    return fail(cli::exit_code::failed, error);
  }
}
