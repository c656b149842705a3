#include "known_tokens.hpp"

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <bentocloud/api_token.hpp>

#include "system.hpp"
#include "text.hpp"
#include "token_file.hpp"

namespace cli {
namespace {

using bentocloud::ApiToken;

// A name for the file of a cloud and a token; neither is to be seen in it.
std::string hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return std::to_string(hash);
}

std::string folder() {
  const std::string caches = environment_variable("XDG_CACHE_HOME");
  if (!caches.empty()) return caches + "/bentocloud";
  const std::string home = environment_variable("HOME");
  return home.empty() ? "" : home + "/.cache/bentocloud";
}

std::string file_of(const Session& session) {
  const bentocloud::Credentials credentials = session.credentials();
  const std::string where = folder();
  if (where.empty()) return "";
  return where + "/tokens-" +
         hash_of(credentials.endpoint + '\n' + session.organization.value_or("") + '\n' +
                 std::string(credentials.api_token.reveal()));
}

// A line for each: the uid, a tab and the name.
std::optional<std::string> read_fresh(const std::string& path) {
  constexpr std::chrono::seconds lifetime(30);
  std::error_code error;
  const auto written = std::filesystem::last_write_time(path, error);
  const auto now = std::filesystem::file_time_type::clock::now();
  if (error || written > now || now - written > lifetime) return std::nullopt;
  std::ifstream stream(path);
  if (!stream) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

void keep(const std::string& path, const std::string& lines) {
  make_private_folder(folder());
  const std::string made = path + ".new";
  remove_file(made);  // of one that was ended in the middle
  TokenFile file(made);
  file.write(lines);
  std::filesystem::rename(made, path);
  file.keep();
}

std::string ask(Session session) {
  session.timeout = (std::min)(session.timeout, std::chrono::milliseconds(2000));
  session.quiet = true;
  session.verbose = false;
  std::string lines;
  for (const ApiToken& token : bentocloud::api_token::list(session.client())) {
    const bool is_plain = printable(token.uid + token.name) == token.uid + token.name;
    if (is_plain) lines += token.uid + '\t' + token.name + '\n';
  }
  return lines;
}

// As far as that is possible: what cannot be kept is asked for again.
std::string known_lines(const Session& session) try {
  const std::string path = file_of(session);
  if (const auto fresh = read_fresh(path)) return *fresh;
  std::string lines;
  try {
    lines = ask(session);
  } catch (const std::exception&) {
    // Nor is it asked again at once.
  }
  if (!path.empty()) keep(path, lines);
  return lines;
} catch (const std::exception&) {
  return "";
}

std::vector<Proposal> proposals(const Session& session, bool are_uids) {
  std::vector<Proposal> found;
  const std::string lines = known_lines(session);
  for (std::size_t begin = 0; begin < lines.size();) {
    const std::size_t end = lines.find('\n', begin);
    const std::string line = lines.substr(begin, end - begin);
    const std::size_t tab = line.find('\t');
    if (tab != std::string::npos) {
      const std::string uid = line.substr(0, tab);
      const std::string name = line.substr(tab + 1);
      found.push_back(are_uids ? Proposal{uid, name} : Proposal{name, uid});
    }
    if (end == std::string::npos) break;
    begin = end + 1;
  }
  return found;
}

}  // namespace

std::vector<Proposal> uid_proposals(const Session& session) { return proposals(session, true); }

std::vector<Proposal> name_proposals(const Session& session) { return proposals(session, false); }

}  // namespace cli
