"""What is installed: the program, its man page and its completions, which know all its options."""

import os
import re
import stat
import subprocess
import tempfile
import unittest

from support import Case, Cloud, LIMIT, PROGRAM, Terminal, token


def help_of(words):
    return subprocess.run([PROGRAM, *words, "--help"], capture_output=True, timeout=LIMIT,
                          encoding="utf-8", check=True).stdout


def commands(words=()):
    """What a group has, by its help."""
    section = re.search(r"\nCommands:\n(.*?)\n\n", help_of(words), re.S)
    return re.findall(r"^  (\S+)", section[1], re.M) if section else []


GROUPS = [(), *((name,) for name in commands() if commands((name,)))]
COMMANDS = [(*group, name) for group in GROUPS for name in commands(group)
            if (*group, name) not in GROUPS]


def options(words):
    """The long options that the program's own help names."""
    return sorted(option for names in re.findall(r"^  ((?:-[\w-]+,? *)+)", help_of(words), re.M)
                  for option in re.findall(r"--[\w-]+", names))


class InPrefix(Case):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        subprocess.run(["cmake", "--install", os.environ["BUILD_DIR"], "--prefix", folder.name],
                       stdout=subprocess.DEVNULL, timeout=LIMIT, check=True)
        cls.prefix = folder.name
        cls.path = os.path.join(folder.name, "bin") + ":" + os.environ["PATH"]
        cls.share = os.path.join(folder.name, "share")
        cls.cloud = Cloud()
        cls.cloud.endpoint = "http://127.0.0.1:1"

    def run_shell(self, *command):
        result = subprocess.run(command, env=self.cloud.environment(HOME=self.folder(),
                                                                    PATH=self.path),
                                capture_output=True, timeout=LIMIT, encoding="utf-8", check=True)
        self.assertEqual(result.stderr, "")
        return result.stdout.splitlines()


class Installed(InPrefix):
    def test_program(self):
        program = os.path.join(self.prefix, "bin", "bentocloud")
        self.assertRegex(self.run_shell(program, "--version")[0], r"\Abentocloud \d")

    def test_no_libraries_of_the_current_folder_are_loaded(self):
        folder = self.folder()
        listing = subprocess.run(["ldd", PROGRAM], capture_output=True, timeout=LIMIT,
                                 encoding="utf-8", check=True).stdout
        libraries = re.findall(r"^\s*(\S+) => ", listing, re.M)
        self.assertIn("libcurl.so.4", libraries)
        for library in libraries:
            with open(os.path.join(folder, library), "w", encoding="ascii"):
                pass  # nothing that could be loaded
        for program in (PROGRAM, os.path.join(self.prefix, "bin", "bentocloud")):
            with self.subTest(program):
                result = subprocess.run([program, "--version"], cwd=folder, capture_output=True,
                                        timeout=LIMIT, encoding="utf-8", check=False)
                self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_nor_is_any_in_a_build_with_shared_libraries(self):
        self.assertEqual(self.configure("-DBUILD_SHARED_LIBS=ON"), 0)
        with open(os.path.join(self.build, "build.ninja"), encoding="utf-8") as file:
            paths = re.findall(r'-Wl,-rpath,"?([^"\s]*)', file.read())
        self.assertTrue(paths)
        for path in paths:
            self.assertNotIn("", path.split(":"), path)

    def configure(self, *options):
        """Configures the source anew, and returns what CMake said of its failure."""
        with open(os.path.join(os.environ["BUILD_DIR"], "CMakeCache.txt"),
                  encoding="utf-8") as file:
            cache = dict(re.findall(r"^(\w+):\w+=(.*)$", file.read(), re.M))
        self.build = self.folder()
        result = subprocess.run(
            ["cmake", "-S", cache["CMAKE_HOME_DIRECTORY"], "-B", self.build, "-G",
             cache["CMAKE_GENERATOR"], f"-DCMAKE_CXX_COMPILER={cache['CMAKE_CXX_COMPILER']}",
             "-DBENTOCLOUD_EXAMPLES=OFF", *options],
            capture_output=True, timeout=3 * LIMIT, encoding="utf-8", check=False)
        return result.returncode and result.stderr

    def targets(self):
        return subprocess.run(["cmake", "--build", self.build, "--target", "help"],
                              capture_output=True, timeout=LIMIT, encoding="utf-8",
                              check=True).stdout

    def test_command_line_can_be_left_out(self):
        self.assertEqual(self.configure("-DBENTOCLOUD_CLI=OFF"), 0)
        self.assertNotIn("bentocloud_cli", self.targets())

    def test_command_line_is_built_installed_and_tested_without_the_examples(self):
        self.assertEqual(self.configure(), 0)
        self.assertIn("bentocloud_cli", self.targets())
        self.assertIn("cli_local_cloud", self.targets())
        self.assertNotIn("rotate_token", self.targets())
        with open(os.path.join(self.build, "src/cli/cmake_install.cmake"),
                  encoding="utf-8") as file:
            self.assertIn('bentocloud"', file.read())

    def test_man_page_has_all_commands_and_options(self):
        with open(os.path.join(self.share, "man/man1/bentocloud.1"), encoding="utf-8") as file:
            page = file.read()
        items = "\n".join(re.findall(r"^\.It .*", page, re.M))
        described = re.findall(r"(?:Fl|,) -([a-z-]+)", items)
        listed = {option for words in [(), *COMMANDS] for option in options(words)}
        self.assertEqual(sorted("--" + option for option in described), sorted(listed))
        for words in COMMANDS:
            name = " ".join(words)
            self.assertIn(f".It Cm {name}\n", page)
            synopsis = re.search(rf"^\.Cm {name}\n(.*?)^\.(Nm|Sh)", page, re.M | re.S)[1]
            for option in set(options(words)) - set(options(("version",))):
                short = {"--description": "d", "--scope": "s", "--output": "o", "--yes": "y"}
                self.assertRegex(synopsis, rf"Fl {short.get(option, option[1:])}\b")

    def test_completion_writes_what_is_installed(self):
        for shell, file in (("bash", "bash-completion/completions/bentocloud"),
                            ("zsh", "zsh/site-functions/_bentocloud"),
                            ("fish", "fish/vendor_completions.d/bentocloud.fish")):
            with open(os.path.join(self.share, file), encoding="utf-8") as installed:
                self.assertEqual(self.succeed(self.cloud.run("completion", shell)),
                                 installed.read())

    def bash(self, *words):
        """What bash proposes for the last of these words."""
        file = os.path.join(self.share, "bash-completion/completions/bentocloud")
        script = ('source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _bentocloud; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        return sorted(filter(None, self.run_shell(
            "bash", "--norc", "-c", script, file, "bentocloud", *words)))

    def test_bash(self):
        for group in GROUPS:
            self.assertEqual(self.bash(*group, ""), sorted(commands(group)))
        self.assertEqual(self.bash("a"), ["api-token"])
        self.assertEqual(self.bash("api-token", "r"), ["rotate"])
        self.assertEqual(self.bash("--timeout", "5", "-q", "api-token", "p"), ["prune"])
        self.assertEqual(self.bash("api-token", "list", "-o", "j"), ["json"])
        self.assertEqual(self.bash("api-token", "list", "--output", "=", "y"), ["yaml"])
        self.assertEqual(self.bash("api-token", "list", "--output", "="),
                         ["json", "name", "table", "yaml"])
        self.assertEqual(self.bash("api-token", "create", "ci", "-s", "w"),
                         ["write_cluster", "write_organization"])
        self.assertEqual(self.bash("api-token", "create", "-d", ""), [])
        self.assertEqual(self.bash("completion", "z"), ["zsh"])
        for words in COMMANDS:
            self.assertEqual(self.bash(*words, "--"), options(words))

    def fish(self, line):
        file = os.path.join(self.share, "fish/vendor_completions.d/bentocloud.fish")
        script = 'source $argv[1]; complete -C "bentocloud $argv[2]"'
        return sorted(found.partition("\t")[0] for found in self.run_shell(
            "fish", "--no-config", "-c", script, file, line))

    def test_fish(self):
        for group in GROUPS:
            self.assertEqual(self.fish(" ".join([*group, ""])), sorted(commands(group)))
        self.assertEqual(self.fish("api-token list -o j"), ["json"])
        self.assertEqual(self.fish("api-token list --output=j"), ["--output=json"])
        self.assertEqual(self.fish("api-token create ci -s write_"),
                         ["write_cluster", "write_organization"])
        for words in COMMANDS:
            self.assertEqual(self.fish(" ".join([*words, "--"])), options(words))

    def test_zsh(self):
        folder = os.path.join(self.share, "zsh/site-functions")
        with Terminal(self.cloud, "-f", "-i", program="zsh", HOME=self.folder(),
                      PATH=self.path) as terminal:
            # The key that runs the line shows it instead.
            terminal.type(f"fpath=({folder} $fpath); autoload -Uz compinit; compinit -u -D; "
                          "show() { print -r -- ran:$BUFFER; BUFFER=; zle accept-line }; "
                          "zle -N show; bindkey '^G' show; print rea''dy\n")
            terminal.expect("ready")
            lines = [("api-token ro", "api-token rotate"),
                     ("api-token list -o js", "api-token list -o json"),
                     ("api-token create -s write_c", "api-token create -s write_cluster")]
            for words in COMMANDS:
                name = " ".join(words)
                lines.append((name[:-1], name))
                lines += [(f"{name} {option[:-1]}", f"{name} {option}")
                          for option in options(words)]
            for typed, completed in lines:
                terminal.text = ""
                terminal.type(f"bentocloud {typed}\t\x07")
                terminal.expect(f"ran:bentocloud {completed}")


class Completions(InPrefix):
    """What is proposed of what only the server and the file system know."""

    def setUp(self):
        self.home = self.folder()
        self.tokens = [token(uid="t1", name="ci"), token(uid="t2", name="my token"),
                       token(uid="x3", name="nightly"), token(uid="\x1b", name="odd")]
        self.server = self.cloud_with(*self.tokens)

    def proposed(self, *words, **changes):
        result = subprocess.run(
            [PROGRAM, "complete", "--", *words], capture_output=True, timeout=LIMIT,
            encoding="utf-8", check=False,
            env=self.server.environment(HOME=self.home, **changes))
        self.assertEqual((result.stderr, result.returncode), ("", 0))
        return result.stdout.splitlines()

    def test_uids_and_names(self):
        for words in (["get"], ["update"], ["rotate"], ["delete"], ["delete", "t9"],
                      ["get", "-q", "--timeout", "5"], ["get", "--timeout=5"]):
            self.assertEqual(self.proposed("api-token", *words, "t"), ["t1\tci", "t2\tmy token"])
        self.assertEqual(self.proposed("api-token", "get", "t1", ""), [])
        self.assertEqual(self.proposed("api-token", "get", "--name", ""),
                         ["ci\tt1", "my token\tt2", "nightly\tx3"])
        self.assertEqual(self.proposed("api-token", "get", "--name=n"), ["--name=nightly\tx3"])
        self.assertEqual(self.proposed("api-token", "create", ""), [])

    def test_server_is_asked_once_in_a_while(self):
        for _ in range(3):
            self.proposed("api-token", "get", "")
        self.assertEqual(len(self.server.requests), 1)
        # Not what another token, cloud or organization has.
        self.proposed("api-token", "get", "", BENTO_CLOUD_API_KEY="another")
        self.proposed("api-token", "get", "--organization", "acme", "")
        self.assertEqual(len(self.server.requests), 3)
        self.assertEqual(self.server.headers[-1]["X-Yatai-Organization"], "acme")
        folder = os.path.join(self.home, ".cache", "bentocloud")
        self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o700)
        files = [os.path.join(folder, name) for name in os.listdir(folder)]
        self.assertEqual({stat.S_IMODE(os.stat(file).st_mode) for file in files}, {0o600})
        for file in files:
            os.utime(file, (0, 0))
        self.assertEqual(len(self.proposed("api-token", "get", "t")), 2)
        self.assertEqual(len(self.server.requests), 4)

    def test_failures_are_silent(self):
        for changes in ({"BENTO_CLOUD_API_KEY": None}, {"XDG_CACHE_HOME": "/dev/null"},
                        {"BENTO_CLOUD_API_ENDPOINT": "http://127.0.0.1:1"}):
            self.assertIn(self.proposed("api-token", "get", "t", **changes),
                          ([], ["t1\tci", "t2\tmy token"]))
        self.server = self.scripted_cloud(lambda *_: (501, "{}"))
        for _ in range(2):
            self.assertEqual(self.proposed("api-token", "get", "t"), [])
        self.assertEqual(len(self.server.requests), 1)
        self.assertEqual(self.proposed("api-token", "lost", "x"), [])
        self.assertEqual(self.proposed("lost", ""), [])

    def interactive(self, program, setup, lines):
        """What the shell makes of each of these lines, for which it has ^G."""
        folder = self.folder()
        with open(os.path.join(folder, "my file.pem"), "w", encoding="ascii"):
            pass
        with Terminal(self.server, *program[1:], program=program[0], HOME=self.home,
                      PATH=self.path, PS1="$ ") as terminal:
            terminal.type(f"cd {folder}; {setup}; echo rea''dy\n")
            terminal.expect("ready\r\n")
            for typed, completed in lines:
                terminal.text = ""
                terminal.type(f"bentocloud {typed}\t\x07")
                terminal.expect(f"ran:bentocloud {completed}")
                terminal.type("\x15")

    LINES = (("api-token list --ca-file my", "api-token list --ca-file my\\ file.pem"),
             ("api-token create ci --token-file m",
              "api-token create ci --token-file my\\ file.pem"),
             ("api-token get x", "api-token get x3"),
             ("api-token delete t1 --name m", "api-token delete t1 --name my\\ token"),
             ("api-token get --name my\\ t", "api-token get --name my\\ token"))

    def test_interactive_bash(self):
        file = os.path.join(self.share, "bash-completion/completions/bentocloud")
        self.interactive(["bash", "--norc", "--noediting", "-c", "exec bash --norc -i"],
                         f"source {file}; bind 'set bell-style none'; "
                         "bind -x '\"\\C-g\": echo \"ran:$READLINE_LINE\"'", self.LINES)

    def test_interactive_zsh(self):
        folder = os.path.join(self.share, "zsh/site-functions")
        self.interactive(["zsh", "-f", "-i"],
                         f"fpath=({folder} $fpath); autoload -Uz compinit; compinit -u -D; "
                         "show() { print -r -- ran:$BUFFER; BUFFER=; zle accept-line }; "
                         "zle -N show; bindkey '^G' show; unsetopt beep", self.LINES)

    def test_fish_proposes_what_has_spaces(self):
        folder = self.folder()
        with open(os.path.join(folder, "my file.pem"), "w", encoding="ascii"):
            pass
        file = os.path.join(self.share, "fish/vendor_completions.d/bentocloud.fish")
        for line, found in (("api-token list --ca-file my", "my file.pem"),
                            ("api-token get --name my", "my token\tt2"),
                            ("api-token get x", "x3\tnightly")):
            result = subprocess.run(
                ["fish", "--no-config", "-c",
                 'source $argv[1]; cd $argv[2]; complete -C "bentocloud $argv[3]"', file, folder,
                 line], capture_output=True, timeout=LIMIT, encoding="utf-8", check=True,
                env=self.server.environment(HOME=self.home, PATH=self.path))
            self.assertEqual(result.stdout.replace("\\ ", " ").splitlines(), [found])


if __name__ == "__main__":
    unittest.main()
