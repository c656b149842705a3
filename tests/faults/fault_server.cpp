#include "fault_server.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <list>
#include <utility>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "connection.hpp"
#include "http_message.hpp"

namespace faults {
namespace {

struct Worker {
  std::atomic<bool> done{false};
  std::thread thread;
};

// OpenSSL writes without MSG_NOSIGNAL. Threads started later inherit this.
void block_sigpipe() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

bool read_request(Connection& client, Request& request) {
  request.head = client.read_until(end_of_head, max_head_size);
  if (!parse_head(request)) return false;
  if (bentocloud::find_header(request.headers, "Transfer-Encoding") != nullptr) return false;
  if (bentocloud::find_header(request.headers, "Expect") != nullptr)
    client.write("HTTP/1.1 100 Continue\r\n\r\n");
  const std::size_t size = content_length(request.headers).value_or(0);
  request.body = client.read_exactly(size);
  return request.body.size() == size;
}

}  // namespace

Script in_order(std::vector<Action> actions) {
  return [actions = std::move(actions), next = std::size_t{0}](const Request&) mutable {
    return actions.at(std::min(next++, actions.size() - 1));
  };
}

FaultServer::FaultServer(Script script, FaultServerOptions options)
    : script_(std::move(script)),
      options_(std::move(options)),
      tls_(options_.tls ? server_context(options_.tls->certificate, options_.tls->max_version,
                                         options_.tls->client_authority)
                        : nullptr),
      listener_(listen_on_loopback(SOMAXCONN)),
      stop_(::eventfd(0, EFD_CLOEXEC)),
      acceptor_([this] { accept_connections(); }) {}

FaultServer::~FaultServer() {
  ::eventfd_write(stop_.get(), 1);
  acceptor_.join();
}

std::string FaultServer::endpoint() const {
  return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port());
}

std::vector<Request> FaultServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

Counts FaultServer::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

bool FaultServer::wait_until(const std::function<bool(const Counts&)>& condition,
                             std::chrono::milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [&] { return condition(counts_); });
}

void FaultServer::accept_connections() {
  block_sigpipe();
  std::list<Worker> workers;
  std::array<pollfd, 2> sources = {{{listener_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
  while (::poll(sources.data(), sources.size(), -1) < 0 || sources[1].revents == 0) {
    FileDescriptor socket(
        ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.get() < 0) continue;
    count(&Counts::connections);
    count(&Counts::open_connections);
    for (Worker& worker : workers)
      if (worker.done) worker.thread.join();
    workers.remove_if([](const Worker& worker) { return !worker.thread.joinable(); });
    Worker& worker = workers.emplace_back();
    worker.thread = std::thread(
        [this, &worker, number = counts().connections](FileDescriptor client) {
          serve(std::move(client), number);
          count(&Counts::open_connections, -1);
          worker.done = true;
        },
        std::move(socket));
  }
  for (Worker& worker : workers) worker.thread.join();
}

void FaultServer::serve(FileDescriptor socket, int connection) {
  Connection client(std::move(socket), stop_.get());
  Request request;
  request.connection = connection;
  do {
    ++request.number;
  } while (begin_request(client, request) && respond_to(client, request));
}

bool FaultServer::begin_request(Connection& client, const Request& request) {
  const bool first = request.number == 1;
  if (first ? !client.wait_for_bytes() : !client.wait_for_input()) return false;
  if (options_.before_reading) {
    std::unique_lock lock(script_mutex_);
    const Action action = options_.before_reading(request);
    lock.unlock();
    if (!action.run(client, request)) {
      count(&Counts::partial_requests);
      return false;
    }
  }
  if (first && tls_ && !client.start_tls(*tls_)) {
    count(&Counts::failed_handshakes);
    return false;
  }
  if (first && tls_ && !client.is_resumed()) count(&Counts::full_handshakes);
  return client.wait_for_input();
}

bool FaultServer::respond_to(Connection& client, Request request) {
  if (!read_request(client, request)) {
    count(&Counts::partial_requests);
    client.write(response(400));
    client.close();
    return false;
  }
  if (!decide(request).run(client, request)) return false;
  if (wants_close(request)) client.close();
  return !wants_close(request);
}

Action FaultServer::decide(Request request) {
  const std::lock_guard script_lock(script_mutex_);
  Action action = script_(request);
  request.action = action.name();
  const std::lock_guard lock(mutex_);
  if (options_.keeps_requests) requests_.push_back(std::move(request));
  ++counts_.requests;
  changed_.notify_all();
  return action;
}

void FaultServer::count(int Counts::*counter, int change) {
  const std::lock_guard lock(mutex_);
  counts_.*counter += change;
  changed_.notify_all();
}

}  // namespace faults
