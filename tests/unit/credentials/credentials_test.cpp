#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bentocloud/credentials.hpp>
#include <bentocloud/error.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

constexpr const char* two_contexts = R"(contexts:
- name: default
  endpoint: https://acme.cloud.bentoml.com
  api_token: default-key
  email: ada@example.com
- name: staging
  endpoint: https://staging.example.com
  api_token: staging-key
  email: null
- name: staging
  endpoint: https://second.example.com
  api_token: second-key
current_context_name: default
)";

// An environment and a home of its own; each test is a process of its own.
class CredentialsTest : public ::testing::Test {
 protected:
  CredentialsTest() {
    std::string pattern = ::testing::TempDir() + "bentocloud-home-XXXXXX";
    home_ = mkdtemp(pattern.data());
    for (const char* variable : {"BENTO_CLOUD_API_KEY", "BENTO_CLOUD_API_KEY_FILE",
                                 "BENTO_CLOUD_API_ENDPOINT", "BENTOML_CLOUD_CONTEXT", "HOME"}) {
      unsetenv(variable);
    }
    setenv("BENTOML_HOME", home_.c_str(), 1);
  }
  ~CredentialsTest() override { std::filesystem::remove_all(home_); }

  void write(const std::string& text) {
    std::ofstream(home_ / ".yatai.yaml", std::ios::binary) << text;
  }

  static std::pair<std::string, std::string> current() {
    const Credentials credentials = credentials_from_environment();
    return {credentials.endpoint, std::string(credentials.api_token.reveal())};
  }

  static std::string key_of(std::string_view context) {
    return std::string(credentials_from_context(context).api_token.reveal());
  }

  // What is wrong with the file, or with its `context`.
  static std::string failure(const char* context = nullptr) {
    const Error error = sample::error_of([context] {
      return context == nullptr ? credentials_from_environment()
                                : credentials_from_context(context);
    });
    EXPECT_EQ(error.kind(), ErrorKind::configuration);
    EXPECT_EQ(error.outcome(), Outcome::not_sent);
    EXPECT_NE(error.hint().find("bentocloud cloud login"), std::string::npos);
    EXPECT_EQ(std::string(error.what()).find("-key"), std::string::npos) << error.what();
    return error.what();
  }

  std::filesystem::path home_;
};

TEST_F(CredentialsTest, TheEnvironmentWins) {
  write(two_contexts);
  setenv("BENTO_CLOUD_API_KEY", "env-key", 1);
  EXPECT_EQ(current(), std::pair(std::string(default_endpoint), std::string("env-key")));
  setenv("BENTO_CLOUD_API_ENDPOINT", "https://env.example.com", 1);
  EXPECT_EQ(current(), std::pair(std::string("https://env.example.com"), std::string("env-key")));
  EXPECT_EQ(credentials_from_environment().source, "environment variable BENTO_CLOUD_API_KEY");
}

TEST_F(CredentialsTest, TheEndpointAloneIsNothing) {
  write(two_contexts);
  setenv("BENTO_CLOUD_API_ENDPOINT", "https://env.example.com", 1);
  EXPECT_EQ(current().first, "https://acme.cloud.bentoml.com");
  setenv("BENTO_CLOUD_API_KEY", "", 1);
  EXPECT_EQ(current().second, "default-key");
}

TEST_F(CredentialsTest, TheKeyMayStandInAFile) {
  write(two_contexts);
  const std::string path = (home_ / "key").string();
  std::ofstream(path) << " file-key\n";
  setenv("BENTO_CLOUD_API_KEY_FILE", path.c_str(), 1);
  EXPECT_EQ(current(), std::pair(std::string(default_endpoint), std::string("file-key")));
  EXPECT_EQ(credentials_from_environment().source, "file \"" + path + '"');
  setenv("BENTO_CLOUD_API_ENDPOINT", "https://env.example.com", 1);
  EXPECT_EQ(current(), std::pair(std::string("https://env.example.com"), std::string("file-key")));
  setenv("BENTO_CLOUD_API_KEY", "env-key", 1);
  EXPECT_EQ(current().second, "env-key");
  unsetenv("BENTO_CLOUD_API_KEY");
  setenv("BENTO_CLOUD_API_KEY_FILE", "", 1);
  EXPECT_EQ(current().second, "default-key");
}

TEST_F(CredentialsTest, ATokenFileIsReadEachTime) {
  const std::string path = (home_ / "key").string();
  const CredentialsProvider provider = api_token_file(path, "https://acme.example.com");
  const Error missing = sample::error_of(provider);
  EXPECT_EQ(missing.kind(), ErrorKind::configuration);
  EXPECT_NE(missing.message().find(path), std::string::npos) << missing.what();
  for (const std::string key : {"first-key", "second-key"}) {
    std::ofstream(path) << key << '\n';
    EXPECT_EQ(provider(),
              (Credentials{Secret(key), "https://acme.example.com", "file \"" + path + '"'}));
  }
  EXPECT_EQ(api_token_file(path)().endpoint, default_endpoint);
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  EXPECT_EQ(sample::error_of(provider).kind(), ErrorKind::configuration);
}

// As Kubernetes mounts secrets: a link by way of another link, which is replaced.
TEST_F(CredentialsTest, ATokenFileMayBeALinkThatIsReplaced) {
  for (const char* version : {"v1", "v2"}) {
    std::filesystem::create_directory(home_ / version);
    std::ofstream(home_ / version / "token") << version << "-key";
  }
  std::filesystem::create_symlink("v1", home_ / "..data");
  std::filesystem::create_symlink("..data/token", home_ / "token");
  const CredentialsProvider provider = api_token_file((home_ / "token").string());
  EXPECT_EQ(provider().api_token, Secret("v1-key"));
  std::filesystem::create_symlink("v2", home_ / "..next");
  std::filesystem::rename(home_ / "..next", home_ / "..data");
  EXPECT_EQ(provider().api_token, Secret("v2-key"));
}

TEST_F(CredentialsTest, AContextThatTheCallerNamesBeatsTheEnvironment) {
  write(two_contexts);
  setenv("BENTO_CLOUD_API_KEY", "env-key", 1);
  setenv("BENTOML_CLOUD_CONTEXT", "default", 1);
  EXPECT_EQ(key_of("staging"), "staging-key");
  EXPECT_EQ(credentials_from_context("staging").endpoint, "https://staging.example.com");
  EXPECT_NE(credentials_from_context("staging").source.find("context \"staging\""),
            std::string::npos);
}

TEST_F(CredentialsTest, OnlyARegularFileIsRead) {
  const std::filesystem::path path = home_ / ".yatai.yaml";
  // Reading a pipe would wait until somebody writes, and reading the device would never end.
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_NE(failure().find("it is not a regular file"), std::string::npos);
  for (const char* target : {"/dev/zero", "/dev/null", "/dev/tty"}) {
    std::filesystem::remove(path);
    std::filesystem::create_symlink(target, path);
    EXPECT_NE(failure().find("it is not a regular file"), std::string::npos) << target;
  }
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  EXPECT_NE(failure().find("it is not a regular file"), std::string::npos);
}

TEST_F(CredentialsTest, TheFileMayBeALink) {
  std::ofstream(home_ / "elsewhere") << two_contexts;
  std::filesystem::create_symlink(home_ / "elsewhere", home_ / ".yatai.yaml");
  EXPECT_EQ(current().second, "default-key");
}

TEST_F(CredentialsTest, WhichContextIsTheCurrentOne) {
  write(two_contexts);
  EXPECT_EQ(current().second, "default-key");
  setenv("BENTOML_CLOUD_CONTEXT", "staging", 1);
  EXPECT_EQ(current().second, "staging-key");  // of two with one name the first
  setenv("BENTOML_CLOUD_CONTEXT", "", 1);
  EXPECT_EQ(current().second, "default-key");
}

TEST_F(CredentialsTest, TheFileSaysWhichContextIsTheCurrentOne) {
  write(R"(contexts:
- {name: default, endpoint: https://d, api_token: default-key}
- {name: other, endpoint: https://o, api_token: other-key}
current_context_name: other
)");
  EXPECT_EQ(current().second, "other-key");
  setenv("BENTOML_CLOUD_CONTEXT", "default", 1);
  EXPECT_EQ(current().second, "default-key");
}

TEST_F(CredentialsTest, WithoutACurrentContextItIsTheOneCalledDefault) {
  for (const char* end : {"", "current_context_name:\n", "current_context_name: null\n",
                          "current_context_name: ''\n"}) {
    write(std::string("contexts:\n- {name: other, endpoint: https://o, api_token: other-key}\n"
                      "- {name: default, endpoint: https://d, api_token: default-key}\n") +
          end);
    EXPECT_EQ(current().second, "default-key") << end;
  }
}

TEST_F(CredentialsTest, TheFileIsInTheHomeFolderOtherwise) {
  unsetenv("BENTOML_HOME");
  setenv("HOME", home_.c_str(), 1);
  std::filesystem::create_directory(home_ / "bentoml");
  std::ofstream(home_ / "bentoml" / ".yatai.yaml") << two_contexts;
  EXPECT_EQ(current().second, "default-key");

  unsetenv("HOME");
  EXPECT_NE(failure().find("neither HOME nor BENTOML_HOME"), std::string::npos);
}

TEST_F(CredentialsTest, ATokenIsTextWhateverItLooksLike) {
  for (const auto& [written, read] :
       {std::pair("0123456", "0123456"), std::pair("0x10", "0x10"), std::pair("1e5", "1e5"),
        std::pair("true", "true"), std::pair("No", "No"), std::pair("'null'", "null"),
        std::pair("2026-11-24", "2026-11-24"), std::pair("\"a b\"", "a b"),
        std::pair(".inf", ".inf")}) {
    write(std::string("contexts:\n- name: default\n  endpoint: https://d\n  api_token: ") +
          written + "\n");
    EXPECT_EQ(current().second, read) << written;
  }
}

TEST_F(CredentialsTest, ABrokenEntryMattersOnlyWhenItIsAskedFor) {
  write(R"(contexts:
- 5
- null
- [name, default]
- {endpoint: https://nameless}
- {name: [default]}
- {name: broken, endpoint: {}, api_token: []}
- {name: no-token, endpoint: https://n}
- {name: no-endpoint, api_token: some-key}
- {name: null-token, endpoint: https://n, api_token: null}
- {name: default, endpoint: https://d, api_token: default-key}
)");
  EXPECT_EQ(current().second, "default-key");
  EXPECT_NE(failure("broken").find("has no api_token"), std::string::npos);
  EXPECT_NE(failure("no-token").find("has no api_token"), std::string::npos);
  EXPECT_NE(failure("null-token").find("has no api_token"), std::string::npos);
  EXPECT_NE(failure("no-endpoint").find("has no endpoint"), std::string::npos);
  EXPECT_NE(failure("").find("there is no context \"\""), std::string::npos);  // not the nameless
}

TEST_F(CredentialsTest, AnUnknownContextIsNamed) {
  write(two_contexts);
  EXPECT_NE(failure("nobody").find("there is no context \"nobody\""), std::string::npos);
  EXPECT_NE(failure("").find("there is no context \"\""), std::string::npos);
  setenv("BENTOML_CLOUD_CONTEXT", "nobody", 1);
  EXPECT_NE(failure().find("there is no context \"nobody\""), std::string::npos);
}

TEST_F(CredentialsTest, NoFileSaysWhichVariableToSet) {
  EXPECT_NE(failure().find("set BENTO_CLOUD_API_KEY"), std::string::npos);
  EXPECT_NE(failure().find((home_ / ".yatai.yaml").string()), std::string::npos);
  // Not when that would not help.
  EXPECT_EQ(failure("staging").find("BENTO_CLOUD_API_KEY"), std::string::npos);
}

TEST_F(CredentialsTest, AFileThatIsNoFile) {
  std::filesystem::create_directory(home_ / ".yatai.yaml");
  EXPECT_NE(failure().find("cannot be read"), std::string::npos);
}

TEST_F(CredentialsTest, AFileWithoutContexts) {
  for (const char* text : {"", "# nothing\n", "[]", "5", "contexts: 5", "contexts: {}",
                           "contexts: {default: {api_token: x}}", "contexts: []"}) {
    write(text);
    EXPECT_NE(failure().find("there is no context \"default\""), std::string::npos) << text;
  }
}

TEST_F(CredentialsTest, AMalformedFileIsNamedButNotQuoted) {
  write("contexts:\n- name: default\n  api_token: sesame: oops\n  - x\n");
  const std::string what = failure();
  EXPECT_NE(what.find("is not valid YAML at line 3"), std::string::npos) << what;
  EXPECT_EQ(what.find("sesame"), std::string::npos) << what;
  write(std::string(100'000, '['));
  EXPECT_NE(failure().find("is not valid YAML"), std::string::npos);
  write("a: *nobody\n");
  EXPECT_NE(failure().find("is not valid YAML"), std::string::npos);
}

TEST_F(CredentialsTest, AnEndlessFileIsNotRead) {
  std::string text = two_contexts;
  text.resize(1 << 20, '\n');
  write(text);
  EXPECT_EQ(current().second, "default-key");
  write(text + '\n');
  EXPECT_NE(failure().find("is larger than 1 MiB"), std::string::npos);
}

}  // namespace
}  // namespace bentocloud
