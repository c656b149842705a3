// A Python extension over bentocloud, by pybind11 2.10: what it takes to be at home in a Python
// process. The GIL is released during calls, Ctrl-C ends them, and other extensions may wrap the
// same types.

#include <chrono>
#include <future>
#include <optional>
#include <string>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <bentocloud/bentocloud.hpp>

namespace {

namespace py = pybind11;
using bentocloud::ApiToken;
using bentocloud::CloudClient;

// What `call(client)` returns or throws. It runs in another thread, so that this one, if it is
// Python's main thread, can look for signals: Python's own handler of Ctrl-C only takes a note.
template <class Call>
auto interruptibly(const CloudClient& client, const Call& call) {
  bentocloud::Cancellation stop;
  const CloudClient stoppable = client.with_cancellation(stop);
  auto result = std::async(std::launch::async, [&] { return call(stoppable); });
  const auto is_ready = [&result](std::chrono::milliseconds patience) {
    const py::gil_scoped_release without_gil;
    return result.wait_for(patience) == std::future_status::ready;
  };
  while (!is_ready(std::chrono::milliseconds(100))) {
    if (PyErr_CheckSignals() == 0) continue;
    stop.cancel();
    while (!is_ready(std::chrono::milliseconds(100))) continue;
    throw py::error_already_set();  // KeyboardInterrupt
  }
  return result.get();
}

}  // namespace

// module_local: another extension in the process may have classes for the same C++ types.
PYBIND11_MODULE(BENTOCLOUD_PYTHON_MODULE, module) {
  py::register_local_exception<bentocloud::Error>(module, "Error");

  py::class_<ApiToken>(module, "ApiToken", py::module_local())
      .def_readonly("uid", &ApiToken::uid)
      .def_readonly("name", &ApiToken::name)
      .def_readonly("description", &ApiToken::description)
      .def_property_readonly("secret", [](const ApiToken& token) {
        return token.token ? std::optional(std::string(token.token->reveal())) : std::nullopt;
      });

  py::class_<CloudClient>(module, "Client", py::module_local())
      .def(py::init([] { return CloudClient::from_environment(); }))
      .def("list",
           [](const CloudClient& self) {
             return interruptibly(self, [](const CloudClient& client) {
               return bentocloud::api_token::list(client);
             });
           })
      .def("get",
           [](const CloudClient& self, const std::string& uid) {
             return interruptibly(self, [&uid](const CloudClient& client) {
               return bentocloud::api_token::get(client, uid);
             });
           })
      .def("create", [](const CloudClient& self, const std::string& name) {
        return interruptibly(self, [&name](const CloudClient& client) {
          return bentocloud::api_token::create(client, name);
        });
      });
}
