#include <gtest/gtest.h>

#include <bentocloud/bentocloud.hpp>

#include "support/memory_scan.hpp"
#include "support/sample.hpp"

namespace bentocloud {
namespace {

using memory_scan::Needle;

// "api-token-of-the-memory-test-01234567" and "created-token-of-the-memory-test-89012", with the
// lowest bit of each character turned.
constexpr Needle api_token_text("`qh,unjdo,ng,uid,ldlnsx,udru,10325476");
constexpr Needle created_text("bsd`ude,unjdo,ng,uid,ldlnsx,udru,98103");

Secret secret_of(const Needle& needle) {
  std::string text;
  text.reserve(needle.size());
  needle.append_to(text);
  Secret secret(text);
  std::fill(text.begin(), text.end(), '\0');
  return secret;
}

// Responds to a create, and keeps nothing of the response.
class Answering : public Transport {
 public:
  explicit Answering(std::string end, int status = 200) : end_(std::move(end)), status_(status) {}

  HttpResponse send(const HttpRequest& request, const Deadline& /*deadline*/) override {
    EXPECT_FALSE(request.authentication.empty());
    HttpResponse response{status_, {}, {}};
    response.body.reserve(4096);
    response.body = R"({"uid":"t1","created_at":"2026-11-01T02:03:04Z","name":"ci","token":")";
    created_text.append_to(response.body);
    response.body += end_;
    return response;
  }

 private:
  std::string end_;
  int status_;
};

// How often the start of each secret is found; eight characters are enough to tell it.
int found() {
  return memory_scan::occurrences(api_token_text, 8) + memory_scan::occurrences(created_text, 8);
}

TEST(Memory, TheScanFindsWhatIsThere) {
  const int before = found();
  const Secret secret = secret_of(created_text);
  EXPECT_EQ(found(), before + 1);
}

TEST(Memory, NothingIsLeftOfTheSecretsOfAClientThatIsGone) {
  {
    const CloudClient client({secret_of(api_token_text)},
                             sample::with(std::make_shared<Answering>("\"}")));
    const ApiToken token = api_token::create(client, "ci");
    EXPECT_EQ(token.token->reveal().size(), created_text.size());
    EXPECT_GE(found(), 2);
  }
  EXPECT_EQ(found(), 0);
}

TEST(Memory, NothingIsLeftByTheLogEither) {
  {
    ClientOptions options;
    std::size_t logged = 0;
    options.log = [&logged](const LogRecord& record) { logged += to_string(record).size(); };
    const CloudClient client({secret_of(api_token_text)},
                             sample::with(std::make_shared<Answering>("\"}"), options));
    EXPECT_FALSE(api_token::create(client, "ci").uid.empty());
    EXPECT_GT(logged, 0U);
  }
  EXPECT_EQ(found(), 0);
}

TEST(Memory, NothingIsLeftAfterAFailedCreateEither) {
  for (const char* end :
       {"", "\"", R"(","description":5})", R"("} oops)", R"(","token":"again"})"}) {
    {
      const CloudClient client({secret_of(api_token_text)},
                               sample::with(std::make_shared<Answering>(end)));
      const Error error = sample::error_of([&] { return api_token::create(client, "ci"); });
      EXPECT_EQ(error.outcome(), Outcome::applied);
    }
    EXPECT_EQ(found(), 0) << end;
  }
}

TEST(Memory, NothingIsLeftAfterARefusedCreateEither) {
  for (const int status : {400, 500}) {
    for (const char* end : {"\"}", R"(","error":"no"})", "\"} oops"}) {
      {
        const CloudClient client({secret_of(api_token_text)},
                                 sample::with(std::make_shared<Answering>(end, status)));
        const Error error = sample::error_of([&] { return api_token::create(client, "ci"); });
        EXPECT_EQ(error.token().value().reveal().size(), created_text.size());
      }
      EXPECT_EQ(found(), 0) << status << end;
    }
  }
}

}  // namespace
}  // namespace bentocloud
