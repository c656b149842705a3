#include "front_proxy.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arguments.hpp"

namespace faults {
namespace {

// Those that have processes of their own end them when they are told to end.
int ending_signal(Front front) { return front == Front::nghttpx ? SIGKILL : SIGTERM; }

/// Starts a program that ends with the calling thread, by `signal`.
pid_t start(std::vector<std::string> arguments, int signal) {
  const std::vector<char*> argv = pointers(arguments);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "pipe");
  const FileDescriptor failure(ends[0]);
  FileDescriptor to_parent(ends[1]);
  const pid_t process = ::fork();
  if (process == 0) {
    ::prctl(PR_SET_PDEATHSIG, signal);
    ::execvp(argv[0], argv.data());
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

std::string nginx_configuration(const std::string& folder, int port, int backend_port, bool http2) {
  const std::string in_folder = ' ' + folder + '/';
  std::string text = ::geteuid() == 0 ? "user root;\n" : "";
  text += "daemon off;\nworker_processes 1;\nworker_shutdown_timeout 2s;\nerror_log stderr crit;\n";
  text += "pid" + in_folder + "pid;\nevents {}\nhttp {\naccess_log off;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    text += std::string(kind) + "_temp_path" + in_folder + kind + ";\n";
  }
  text += "upstream backend { server 127.0.0.1:" + std::to_string(backend_port) +
          "; keepalive 16; }\nserver {\nlisten 127.0.0.1:" + std::to_string(port) + " ssl" +
          (http2 ? " http2" : "") + ";\nkeepalive_timeout 1s;\n";
  text +=
      "ssl_certificate" + in_folder + "both.pem;\nssl_certificate_key" + in_folder + "both.pem;\n";
  text +=
      "location / { proxy_pass http://backend; proxy_http_version 1.1; "
      "proxy_set_header Connection \"\"; proxy_next_upstream off; }\n}\n}\n";
  return text;
}

std::string haproxy_configuration(const std::string& folder, int port, int backend_port,
                                  bool http2) {
  return "global\nmaxconn 256\nhard-stop-after 2s\ndefaults\nmode http\ntimeout connect 5s\n"
         "timeout client 20s\ntimeout server 20s\ntimeout http-keep-alive 1s\n"
         "frontend clients\nbind 127.0.0.1:" +
         std::to_string(port) + " ssl crt " + folder + "/both.pem alpn " +
         (http2 ? "h2,http/1.1" : "http/1.1") +
         "\ndefault_backend servers\nbackend servers\nserver one 127.0.0.1:" +
         std::to_string(backend_port) + "\n";
}

}  // namespace

std::string to_string(Front front) {
  switch (front) {
    case Front::nginx:
      return "nginx";
    case Front::haproxy:
      return "haproxy";
    default:
      return "nghttpx";
  }
}

bool is_installed(Front front) {
  const char* const variable = std::getenv("PATH");
  std::string folders = variable == nullptr ? "" : variable;
  for (std::size_t end = 0; !folders.empty(); folders.erase(0, end + 1)) {
    end = std::min(folders.find(':'), folders.size() - 1);
    const std::string folder = folders.substr(0, folders.find(':'));
    if (::access((folder + '/' + to_string(front)).c_str(), X_OK) == 0) return true;
  }
  return false;
}

FrontProxy::Folder::Folder() {
  path_ = (std::filesystem::temp_directory_path() / "front-XXXXXX").string();
  if (::mkdtemp(path_.data()) == nullptr)
    throw std::system_error(errno, std::generic_category(), "mkdtemp");
}

FrontProxy::Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string FrontProxy::Folder::write(const std::string& name, const std::string& contents) const {
  const std::string path = path_ + '/' + name;
  std::ofstream(path, std::ios::binary) << contents;
  return path;
}

FrontProxy::FrontProxy(int backend_port, const Certificate& certificate,
                       const FrontOptions& options)
    : reservation_(reserve_port()), front_(options.front) {
  const std::string both = folder_.write("both.pem", certificate.certificate + certificate.key);
  std::vector<std::string> arguments;
  switch (front_) {
    case Front::nghttpx:
      arguments = {"nghttpx",
                   "--conf=/dev/null",
                   "--single-process",
                   "--workers=1",
                   "--no-ocsp",
                   "--log-level=ERROR",
                   "--frontend=127.0.0.1," + std::to_string(port()),
                   "--backend=127.0.0.1," + std::to_string(backend_port),
                   both,
                   both};
      break;
    case Front::nginx:
      arguments = {
          "nginx",
          "-p",
          folder_.path(),
          "-e",
          "stderr",
          "-c",
          folder_.write("configuration",
                        nginx_configuration(folder_.path(), port(), backend_port, options.http2))};
      break;
    case Front::haproxy:
      arguments = {
          "haproxy", "-W", "-q", "-f",
          folder_.write("configuration", haproxy_configuration(folder_.path(), port(), backend_port,
                                                               options.http2))};
      break;
  }
  process_ = start(std::move(arguments), ending_signal(front_));
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!is_listening(port())) {
    const bool has_ended = ::waitpid(process_, nullptr, WNOHANG) == process_;
    if (has_ended || std::chrono::steady_clock::now() > limit) {
      if (!has_ended) {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
      }
      throw std::runtime_error(to_string(front_) + " does not listen");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

FrontProxy::~FrontProxy() {
  ::kill(process_, ending_signal(front_));
  ::waitpid(process_, nullptr, 0);
}

void FrontProxy::stop() const noexcept {
  ::kill(process_, SIGSTOP);
  ::waitpid(process_, nullptr, WUNTRACED);  // the signal alone may take effect a little later
}

void FrontProxy::reload() const noexcept {
  ::kill(process_, front_ == Front::nginx ? SIGHUP : SIGUSR2);
}

}  // namespace faults
