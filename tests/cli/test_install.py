"""What is installed: the program, its man page and its completions, which know all its options."""

import os
import re
import subprocess
import tempfile
import unittest

from support import Case, Cloud, LIMIT, PROGRAM, Terminal


def help_of(*command):
    return subprocess.run([PROGRAM, *command, "--help"], capture_output=True, timeout=LIMIT,
                          encoding="utf-8", check=True).stdout


COMMANDS = re.findall(
    r"^  (\w+)", re.search(r"\nSubcommands:\n(.*?)\n\n", help_of(), re.S | re.I)[1], re.M)


def options(command):
    """The long options that the program's own help names."""
    return sorted(option for names in re.findall(r"^ +((?:-[\w-]+,? *)+)", help_of(command), re.M)
                  for option in re.findall(r"--[\w-]+", names))


class Installed(Case):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        subprocess.run(["cmake", "--install", os.environ["BUILD_DIR"], "--prefix", folder.name],
                       stdout=subprocess.DEVNULL, timeout=LIMIT, check=True)
        cls.prefix = folder.name
        cls.share = os.path.join(folder.name, "share")
        cls.cloud = Cloud()
        cls.cloud.endpoint = "http://127.0.0.1:1"

    def run_shell(self, *command):
        result = subprocess.run(command, env=self.cloud.environment(HOME=self.folder()),
                                capture_output=True, timeout=LIMIT, encoding="utf-8", check=True)
        self.assertEqual(result.stderr, "")
        return result.stdout.splitlines()

    def test_program(self):
        program = os.path.join(self.prefix, "bin", "bentocloud-api-token")
        self.assertRegex(self.run_shell(program, "--version")[0], r"\Abentocloud-api-token \d")

    def configure(self, *options):
        """Configures the source anew, without CLI11, and returns what CMake said of its failure."""
        with open(os.path.join(os.environ["BUILD_DIR"], "CMakeCache.txt"), encoding="utf-8") as file:
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

    def test_cli11_is_looked_for_by_the_command_line_alone(self):
        no_cli11 = "-DCMAKE_DISABLE_FIND_PACKAGE_CLI11=ON"
        self.assertEqual(self.configure("-DBENTOCLOUD_CLI=OFF", no_cli11), 0)
        self.assertNotIn("bentocloud-api-token", self.targets())
        self.assertIn("CLI11", self.configure(no_cli11))

    def test_command_line_is_built_installed_and_tested_without_the_examples(self):
        self.assertEqual(self.configure(), 0)
        self.assertIn("bentocloud-api-token", self.targets())
        self.assertIn("cli_local_cloud", self.targets())
        self.assertNotIn("rotate_token", self.targets())
        with open(os.path.join(self.build, "src/cli/cmake_install.cmake"), encoding="utf-8") as file:
            self.assertIn('bentocloud-api-token"', file.read())

    def test_man_page_has_all_options(self):
        with open(os.path.join(self.share, "man/man1/bentocloud-api-token.1"),
                  encoding="utf-8") as file:
            page = file.read()
        items = "\n".join(re.findall(r"^\.It .*", page, re.M))
        described = re.findall(r"(?:Fl|,) -([a-z-]+)", items)
        listed = {option for command in COMMANDS for option in options(command)} | {"--version"}
        self.assertEqual(sorted("--" + option for option in described), sorted(listed))
        for command in COMMANDS:
            synopsis = re.search(rf"^\.Cm {command}\n(.*?)^\.(Nm|Sh)", page, re.M | re.S)[1]
            self.assertIn(f".It Cm {command}\n", page)
            for option in set(options(command)) - set(options("delete")):
                name = {"--description": "d", "--scope": "s", "--output": "o",
                        "--yes": "y"}.get(
                    option, "-" + option[2:])
                self.assertRegex(synopsis, rf"Fl {name}\b")

    def bash(self, *words):
        file = os.path.join(self.share, "bash-completion/completions/bentocloud-api-token")
        script = ('source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _bentocloud_api_token; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        return sorted(filter(None, self.run_shell(
            "bash", "--norc", "-c", script, file, "bentocloud-api-token", *words)))

    def test_bash(self):
        self.assertEqual([word for word in self.bash("") if word[0] != "-"], sorted(COMMANDS))
        self.assertEqual(self.bash("r"), ["rotate"])
        self.assertEqual(self.bash("--timeout", "5", "-q", "p"), ["prune"])
        self.assertEqual(self.bash("list", "-o", "j"), ["json"])
        self.assertEqual(self.bash("list", "--output", "=", "y"), ["yaml"])
        self.assertEqual(self.bash("list", "--output", "="), ["json", "table", "yaml"])
        self.assertEqual(self.bash("create", "ci", "-s", "w"),
                         ["write_cluster", "write_organization"])
        self.assertEqual(self.bash("create", "-d", ""), [])
        for command in COMMANDS:
            self.assertEqual(self.bash(command, "--"), options(command))

    def fish(self, line):
        file = os.path.join(self.share, "fish/vendor_completions.d/bentocloud-api-token.fish")
        script = 'source $argv[1]; complete -C "bentocloud-api-token $argv[2]"'
        return sorted(found.partition("\t")[0] for found in self.run_shell(
            "fish", "--no-config", "-c", script, file, line))

    def test_fish(self):
        self.assertEqual(self.fish(""), sorted(COMMANDS))
        self.assertEqual(self.fish("r"), ["rotate"])
        self.assertEqual(self.fish("list -o j"), ["json"])
        self.assertEqual(self.fish("create ci -s write_"), ["write_cluster", "write_organization"])
        for command in COMMANDS:
            self.assertEqual(self.fish(f"{command} --"), options(command))

    def test_zsh(self):
        folder = os.path.join(self.share, "zsh/site-functions")
        with Terminal(self.cloud, "-f", "-i", program="zsh", HOME=self.folder()) as terminal:
            terminal.type(f"fpath=({folder} $fpath); autoload -Uz compinit; compinit -u -D; "
                          "bentocloud-api-token() { print -r -- ran:\"$*\"; }; print rea''dy\n")
            terminal.expect("ready")
            lines = [("ro", "rotate"), ("list -o js", "list -o json"),
                     ("create -s write_c", "create -s write_cluster")]
            lines += [(command[:-1], command) for command in COMMANDS]
            for command in COMMANDS:
                lines += [(f"{command} {option[:-1]}", f"{command} {option}")
                          for option in options(command)]
            for typed, completed in lines:
                terminal.text = ""
                terminal.type(f"bentocloud-api-token {typed}\t\n")
                terminal.expect(f"ran:{completed}")


if __name__ == "__main__":
    unittest.main()
