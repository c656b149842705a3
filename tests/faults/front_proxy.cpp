#include "front_proxy.hpp"

#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arguments.hpp"
#include "sockets.hpp"

namespace faults {
namespace {

/// Starts a program that inherits `socket`, and ends with the calling thread.
pid_t start(std::vector<std::string> arguments, std::vector<std::string> environment,
            const FileDescriptor& socket) {
  const std::vector<char*> argv = pointers(arguments);
  const std::vector<char*> envp = pointers(environment);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  const FileDescriptor failure(ends[0]);
  FileDescriptor to_parent(ends[1]);
  const pid_t process = ::fork();
  if (process == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::fcntl(socket.get(), F_SETFD, 0);
    ::execvpe(argv[0], argv.data(), envp.data());
    const int reason = errno;
    static_cast<void>(!::write(to_parent.get(), &reason, sizeof reason));
    ::_exit(127);
  }
  to_parent.close();
  int reason = errno;  // of fork(), unless the child tells another one
  // The pipe ends without a word when the program runs.
  if (process > 0 && ::read(failure.get(), &reason, sizeof reason) == 0) return process;
  if (process > 0) ::waitpid(process, nullptr, 0);
  throw std::system_error(reason, std::generic_category(), "cannot run " + arguments[0]);
}

}  // namespace

FrontProxy::FrontProxy(int backend_port, const Certificate& certificate)
    : certificate_(certificate.certificate), key_(certificate.key) {
  // nghttpx takes a listening socket over from the environment, as it does when it upgrades itself.
  // So the port is free for certain, and clients can connect before nghttpx is ready.
  const FileDescriptor listener = listen_on_loopback(SOMAXCONN);
  port_ = port_of(listener);
  process_ = start(
      {"nghttpx", "--conf=/dev/null", "--single-process", "--workers=1", "--no-ocsp",
       "--log-level=ERROR", "--frontend=127.0.0.1," + std::to_string(port_),
       "--backend=127.0.0.1," + std::to_string(backend_port), key_.path(), certificate_.path()},
      {"NGHTTPX_ACCEPT_1=tcp," + std::to_string(listener.get())}, listener);
}

FrontProxy::~FrontProxy() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void FrontProxy::stop() const noexcept {
  ::kill(process_, SIGSTOP);
  ::waitpid(process_, nullptr, WUNTRACED);  // the signal alone may take effect a little later
}

}  // namespace faults
