#include "testing/fake_login.hpp"

#include "testing/fake_cloud_json.hpp"
#include "testing/random_text.hpp"

namespace bentocloud {
inline namespace BENTOCLOUD_ABI {
namespace fakes {
namespace {

HttpResponse html(int status, const std::string& content) {
  return {status,
          {{"Content-Type", "text/html; charset=utf-8"}},
          "<!doctype html><html><head><title>A fake cloud</title></head><body>" + content +
              "</body></html>\n"};
}

// Nothing of the code is shown, which may be anything.
HttpResponse unknown_code() { return html(404, "<p>There is no such login.</p>"); }

}  // namespace

std::string FakeLogin::begin() {
  std::string code = random_uid();
  codes_[code] = false;
  return code;
}

HttpResponse FakeLogin::page(const std::string& code) const {
  if (codes_.count(code) == 0) return unknown_code();
  return html(200, R"(<form method="post" action="/api_tokens?code=)" + code +
                       R"("><p>A program wants to log in to this cloud.</p>)" +
                       "<button>Confirm</button></form>");
}

HttpResponse FakeLogin::confirm(const std::string& code) {
  const auto found = codes_.find(code);
  if (found == codes_.end()) return unknown_code();
  found->second = true;
  return html(200, "<p>Confirmed: the program is logged in. This page can be closed.</p>");
}

void FakeLogin::finish(const std::string& code) {
  const auto found = codes_.find(code);
  if (found == codes_.end()) refuse(404, "there is no such code");
  if (!found->second) refuse(400, "the code is not confirmed yet");
  codes_.erase(found);
}

}  // namespace fakes
}  // namespace BENTOCLOUD_ABI
}  // namespace bentocloud
