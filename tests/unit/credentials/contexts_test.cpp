#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bentocloud/contexts.hpp>
#include <bentocloud/credentials.hpp>
#include <bentocloud/error.hpp>

#include "support/sample.hpp"

namespace bentocloud {
namespace {

namespace fs = std::filesystem;

Context context(const std::string& name, const std::string& token) {
  return {name, "https://acme.example.com", Secret(token), "ada@example.com"};
}

// What Python writes for it.
std::string entry(const std::string& name, const std::string& token) {
  return "- api_token: " + token +
         "\n  email: ada@example.com\n  endpoint: https://acme.example.com\n  name: " + name + '\n';
}

std::string file_of(const std::string& entries, const std::string& current = "default") {
  return "contexts:\n" + entries + "current_context_name: " + current + '\n';
}

// A home of its own; each test is a process of its own.
class ContextsTest : public ::testing::Test {
 protected:
  ContextsTest() {
    std::string pattern = ::testing::TempDir() + "bentocloud-home-XXXXXX";
    home_ = mkdtemp(pattern.data());
    unsetenv("BENTO_CLOUD_API_KEY");
    unsetenv("BENTOML_CLOUD_CONTEXT");
    setenv("BENTOML_HOME", home_.c_str(), 1);
    path_ = home_ / ".yatai.yaml";
  }
  ~ContextsTest() override { fs::remove_all(home_); }

  void write(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }

  [[nodiscard]] std::string text() const {
    std::ifstream stream(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  [[nodiscard]] unsigned mode() const {
    return static_cast<unsigned>(fs::status(path_).permissions());
  }

  // A change that is refused, and leaves the file as it was.
  template <class Change>
  std::string refusal(const Change& change, ErrorKind kind = ErrorKind::configuration) const {
    const std::string before = text();
    const Error error = sample::error_of(change);
    EXPECT_EQ(error.kind(), kind);
    EXPECT_EQ(text(), before);
    EXPECT_FALSE(fs::exists(home_ / ".yatai.yaml.new"));
    EXPECT_EQ(std::string(error.what()).find("sesame"), std::string::npos) << error.what();
    return error.what();
  }

  fs::path home_;
  fs::path path_;
};

TEST_F(ContextsTest, AFileIsMadeAsPythonMakesIt) {
  EXPECT_TRUE(contexts::list().empty());
  EXPECT_EQ(contexts::current(), "default");
  contexts::save(context("default", "key"));
  EXPECT_EQ(text(), file_of(entry("default", "key")));
  EXPECT_EQ(mode(), 0600U);
  EXPECT_EQ(contexts::file(), path_.string());
  EXPECT_EQ(contexts::list(), std::vector{context("default", "key")});
  EXPECT_EQ(credentials_from_environment().api_token, Secret("key"));
  Context without_email = context("default", "key");
  without_email.email.clear();
  contexts::save(without_email);
  EXPECT_NE(text().find("\n  email: null\n"), std::string::npos);
  EXPECT_EQ(contexts::list(), std::vector{without_email});
}

TEST_F(ContextsTest, TheFolderIsMadeToo) {
  unsetenv("BENTOML_HOME");
  setenv("HOME", home_.c_str(), 1);
  contexts::save(context("default", "key"));
  EXPECT_TRUE(fs::exists(home_ / "bentoml" / ".yatai.yaml"));
}

TEST_F(ContextsTest, AContextTakesThePlaceOfTheFirstOfItsNameOrTheLast) {
  write(file_of(entry("a", "1") + entry("b", "2") + entry("b", "3"), "a"));
  contexts::save(context("b", "4"));  // the others may be numbers still
  EXPECT_EQ(text(), file_of(entry("a", "1") + entry("b", "'4'") + entry("b", "3"), "a"));
  contexts::save(context("c", "5x"));
  EXPECT_EQ(
      text(),
      file_of(entry("a", "1") + entry("b", "'4'") + entry("b", "3") + entry("c", "'5x'"), "a"));
}

TEST_F(ContextsTest, WhatIsNotKnownStays) {
  write(R"(# a comment
more:
  on: [yes, 'yes', 1_0, 0o7, 2026-11-24, ~, '', {}, [], [[a], {b: c}]]
  "on": |
    two
    lines
contexts:
- {name: default, color: blue, endpoint: https://old, api_token: old, api_token: older}
-
- 5
- {endpoint: https://nameless}
current_context_name: other
)");
  contexts::save(context("default", "key"));
  EXPECT_EQ(text(), "contexts:\n" + entry("default", "key") + R"(  color: blue
- null
- 5
- endpoint: https://nameless
current_context_name: other
more:
  on:
  - yes
  - 'yes'
  - 1_0
  - 0o7
  - 2026-11-24
  - null
  - ''
  - {}
  - []
  - - - a
    - b: c
  'on': "two\nlines\n"
)");
}

// Not without quotes: what has several lines, is not ASCII, or would be the sign of a list.
TEST_F(ContextsTest, WhatOnlyBeginsAsANumberStaysAText) {
  write("more:\n- 5 apples\n\n  and pears\n- 1\u00E9\n- 2026-11-24\t10:00:00\n- -a\n- [-]\n");
  contexts::save(context("default", "key"));
  EXPECT_EQ(text(), "contexts:\n" + entry("default", "key") +
                        R"(current_context_name: default
more:
- "5 apples\nand pears"
- "1\xE9"
)"
                        "- 2026-11-24\t10:00:00\n- -a\n- - '-'\n");
}

TEST_F(ContextsTest, ATextIsATextForEveryReader) {
  for (const auto& [token, written] : std::vector<std::pair<std::string, std::string>>{
           {"0123456", "'0123456'"},
           {"1e3", "'1e3'"},
           {"1.5", "'1.5'"},
           {"0x1F", "'0x1F'"},
           {"12:30", "'12:30'"},
           {".inf", "'.inf'"},
           {"yes", "'yes'"},
           {"Null", "'Null'"},
           {"~", "'~'"},
           {"=", "'='"},
           {"<<", "'<<'"},
           {"2026-11-24", "'2026-11-24'"},
           {"2026-11-24 10:00:00", "'2026-11-24 10:00:00'"},
           {"", "''"},
           {"it's", "it's"},
           {"'quoted'", "'''quoted'''"},
           {"a: b", "'a: b'"},
           {"a:b", "a:b"},
           {"a #b", "'a #b'"},
           {"a:", "'a:'"},
           {"- a", "'- a'"},
           {"-a", "'-a'"},
           {"---", "'---'"},
           {"*a", "'*a'"},
           {"@a", "'@a'"},
           {" a ", "' a '"},
           {"a\tb", R"("a\tb")"},
           {"a\nb", R"("a\nb")"},
           {"a\"\\\x7f", R"("a\"\\\x7F")"},
           {"\xC3\xA9\xD0\xBA\xF0\x9F\x94\x91", R"("\xE9\u043A\U0001F511")"},
           {"\xC2\x85\xE2\x80\xA8", R"("\x85\u2028")"}}) {
    contexts::save(context("default", token));
    EXPECT_EQ(text(), file_of(entry("default", written)));
    EXPECT_EQ(contexts::list().front().api_token, Secret(token)) << written;
  }
}

TEST_F(ContextsTest, NamesOfAnyForm) {
  for (const char* name : {"26", "on", "null", "a b", "\xD0\xBA", "x: y", "'", "\n"}) {
    contexts::save(context(name, "key"));
    EXPECT_TRUE(contexts::set_current(name));
    EXPECT_EQ(contexts::current(), name);
    EXPECT_EQ(contexts::list().back().name, name);
    EXPECT_EQ(credentials_from_environment().api_token, Secret("key"));
  }
  for (const char* name : {"26", "on", "null", "a b", "\xD0\xBA", "x: y", "'", "\n"}) {
    EXPECT_TRUE(contexts::remove(name));
  }
  EXPECT_TRUE(contexts::list().empty());
}

TEST_F(ContextsTest, RemovingForgetsAllOfThatName) {
  EXPECT_FALSE(contexts::remove("default"));
  EXPECT_FALSE(fs::exists(path_));
  write(file_of(entry("b", "x") + entry("default", "y") + entry("b", "z"), "b"));
  EXPECT_FALSE(contexts::remove("nobody"));
  EXPECT_TRUE(contexts::remove("b"));
  EXPECT_EQ(text(), file_of(entry("default", "y"), "b"));
  EXPECT_TRUE(contexts::remove("default"));
  EXPECT_EQ(text(), "contexts: []\ncurrent_context_name: b\n");
}

TEST_F(ContextsTest, TheCurrentOne) {
  EXPECT_FALSE(contexts::set_current("default"));
  write(file_of(entry("a", "x") + entry("b", "y"), "a"));
  EXPECT_FALSE(contexts::set_current("nobody"));
  EXPECT_FALSE(contexts::set_current(""));
  EXPECT_TRUE(contexts::set_current("b"));
  EXPECT_EQ(text(), file_of(entry("a", "x") + entry("b", "y"), "b"));
  setenv("BENTOML_CLOUD_CONTEXT", "elsewhere", 1);
  EXPECT_EQ(contexts::current(), "elsewhere");
}

TEST_F(ContextsTest, AFileThatIsNone) {
  for (const char* text : {"", "# nothing\n", "---\n", "contexts:\n", "current_context_name:\n"}) {
    write(text);
    contexts::save(context("default", "key"));
    EXPECT_EQ(this->text(), file_of(entry("default", "key"))) << text;
  }
}

TEST_F(ContextsTest, WhatCannotBeKeptIsNotChanged) {
  const auto save = [] { contexts::save(context("default", "key")); };
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"contexts: [", "is not valid YAML at line"},
           {"- sesame", "it is not a context file"},
           {"sesame", "it is not a context file"},
           {"contexts: 7\n", "its contexts are not a list"},
           {"contexts: {default: sesame}\n", "its contexts are not a list"},
           {"contexts: []\n---\nmore: 1\n", "several documents"},
           {"contexts: []\nmore: \"\xFF\"\n", "it is not UTF-8"},
           {"contexts: []\n? [a]\n: 1\n", "a key that is no text"},
           {"contexts: []\nmore: a\xE2\x80\xA8 b\n", "a line end that not every reader knows"},
           {"contexts: []\nmore: &a [*a]\n", "it is too deep"},
           {"contexts: []\nmore: " + std::string(200, '[') + std::string(200, ']'),
            "it is too deep"},
           {"contexts: []\na: &a [" + std::string(9999, 'x') +
                "]\nb: &b [*a, *a, *a, *a, *a, *a]\n" +
                "c: &c [*b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c]\n",
            "it would be too large"},
           {"contexts: []\nmore: \"\\N\"\n", "it is not UTF-8"},
           {std::string((1 << 20) + 1, '\n'), "larger than 1 MiB"}}) {
    write(text);
    EXPECT_NE(refusal(save).find(why), std::string::npos) << refusal(save);
  }
  fs::remove(path_);
  fs::create_directory(path_);
  EXPECT_NE(std::string(sample::error_of(save).what()).find("not a regular file"),
            std::string::npos);
}

TEST_F(ContextsTest, WhatNoFileCanHoldIsRefused) {
  write(file_of(entry("a", "x")));
  const auto refused = [this](const Context& odd) {
    return refusal([&odd] { contexts::save(odd); }, ErrorKind::invalid_argument);
  };
  EXPECT_NE(refused(context("", "key")).find("the name of a context is empty"), std::string::npos);
  EXPECT_NE(refused(context("\xFF", "key")).find("not UTF-8"), std::string::npos);
  EXPECT_NE(refused(context("a", "sesame\xFF")).find("not UTF-8"), std::string::npos);
}

TEST_F(ContextsTest, AFolderThatCannotBeWritten) {
  unsetenv("BENTOML_HOME");
  setenv("HOME", "/dev/null", 1);
  EXPECT_NE(refusal([] { contexts::save(context("default", "key")); }).find("cannot be"),
            std::string::npos);
}

TEST_F(ContextsTest, LinksStayLinks) {
  fs::create_directory(home_ / "there");
  fs::create_symlink("there/second", path_);
  fs::create_symlink("third", home_ / "there" / "second");  // which is not there yet
  contexts::save(context("default", "key"));
  contexts::save(context("default", "other"));
  EXPECT_TRUE(fs::is_symlink(path_));
  EXPECT_TRUE(fs::is_symlink(home_ / "there" / "second"));
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(home_ / "there" / "third")));
  EXPECT_EQ(text(), file_of(entry("default", "other")));
}

TEST_F(ContextsTest, OthersCannotReadIt) {
  write(file_of(entry("default", "key")));
  fs::permissions(path_, static_cast<fs::perms>(0644));
  const mode_t before = umask(0777);
  contexts::save(context("default", "key"));
  umask(before);
  EXPECT_EQ(mode(), 0600U);
}

TEST_F(ContextsTest, WhatACrashLeftBehindDoesNoHarm) {
  fs::create_symlink("/dev/null", home_ / ".yatai.yaml.new");
  contexts::save(context("default", "key"));
  EXPECT_EQ(text(), file_of(entry("default", "key")));
  EXPECT_FALSE(fs::exists(fs::symlink_status(home_ / ".yatai.yaml.new")));
}

TEST_F(ContextsTest, ChangesAtOnceAreAllMade) {
  constexpr int thread_count = 8;
  constexpr int change_count = 10;
  std::vector<std::thread> threads;
  threads.reserve(thread_count);
  for (int i = 0; i < thread_count; ++i) {
    threads.emplace_back([i] {
      for (int j = 0; j < change_count; ++j) {
        contexts::save(context('n' + std::to_string(i * change_count + j), "key"));
        EXPECT_FALSE(contexts::list().empty());  // whole at any time
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(contexts::list().size(), std::size_t{thread_count} * change_count);
}

TEST_F(ContextsTest, NoTokenIsPrinted) {
  std::ostringstream out;
  out << context("default", "sesame");
  EXPECT_EQ(out.str(), "default: https://acme.example.com, API token [redacted], ada@example.com");
  EXPECT_NE(context("a", "1"), context("a", "2"));
}

}  // namespace
}  // namespace bentocloud
