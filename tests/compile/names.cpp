// Every public name without its namespace, beside the names that common system headers declare and
// those of `std`. (`sys/user.h`, for debuggers, has a `user`: beside it, the namespace is written
// out.)

#include <chrono>
#include <filesystem>
#include <functional>
#include <future>
#include <optional>
#include <random>
#include <thread>
#include <variant>
#include <vector>

#include <arpa/inet.h>
#include <curl/curl.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <math.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <syslog.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <bentocloud/bentocloud.hpp>

using namespace std;
using namespace std::chrono;
using namespace std::filesystem;
using namespace bentocloud;

void use(const CloudClient& client, const Deadline& deadline, const Cancellation& cancellation) {
  const Timestamp time = now();
  const Organization someone = organization::current(client);
  const User me = user::current(client);
  const Scope right = scope::api;
  const Secret key("value");
  const Credentials credentials{key};
  ClientOptions options;
  options.curl = CurlOptions();
  options.retry = RetryPolicy();
  options.timing = Timing();
  options.transport = make_curl_transport();
  const ErrorKind kind = ErrorKind::http;
  const Outcome outcome = Outcome::unknown;
  const ErrorDetails details;
  const Error error(details);
  const HttpHeaders headers{HttpHeader{"name", "value"}};
  const HttpRequest request;
  const HttpResponse response;
  const ApiRequest call{"try", "GET", {"api"}};
  const ApiResponse result = client.send(call);
  const ApiResult one{result, nullopt};
  const OnResult on_result;
  const LogRecord record;
  const LogHook log;
  [[maybe_unused]] const JsonOptions json;
  const Label label;
  const QueryParameter parameter;
  const ApiToken token;
  const Result<ApiToken> attempted = attempt([&] { return token; });
  const Change<string> change("text");
  const api_token::CreateOptions create;
  const api_token::UpdateOptions update;
  [[maybe_unused]] const api_token::BatchOptions batch;
  [[maybe_unused]] const optional<Timestamp> parsed = parse_timestamp(format_timestamp(time));
  const string texts = to_json(token) + to_json(me) + to_string(record) + string(to_string(kind)) +
                       string(to_string(outcome)) + string(version) + string(runtime_version());
  (void)find_header(headers, "name");
  (void)is_transient(503);
  (void)parse_api_token(texts);
  (void)parse_api_tokens(texts);
  (void)client.with_deadline(deadline).with_cancellation(cancellation);
}
