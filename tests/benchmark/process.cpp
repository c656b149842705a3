#include "process.hpp"

#include <array>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arguments.hpp"
#include "sockets.hpp"

namespace bench {
namespace {

// Takes `output`, so that it is closed here and reading from the other end comes to an end.
pid_t spawn(std::vector<std::string>& arguments, faults::FileDescriptor output) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, output.get(), STDOUT_FILENO);
  pid_t process = 0;
  const int error = ::posix_spawnp(&process, arguments.front().c_str(), &actions, nullptr,
                                   faults::pointers(arguments).data(), ::environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw std::system_error(error, std::generic_category(), "cannot run " + arguments.front());
  return process;
}

std::string read_all(const faults::FileDescriptor& input) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t got = ::read(input.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

std::string run_program(std::vector<std::string> arguments) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  const faults::FileDescriptor input(ends[0]);
  const pid_t process = spawn(arguments, faults::FileDescriptor(ends[1]));
  std::string output = read_all(input);
  int status = 0;
  ::waitpid(process, &status, 0);
  if (status != 0) throw std::runtime_error(arguments.front() + " failed");
  return output;
}

std::string client_program() {
  return std::filesystem::read_symlink("/proc/self/exe").replace_filename("benchmark_client");
}

}  // namespace bench
