# SPDX-License-Identifier: GPL-2.0-or-later
import subprocess

from program import PROGRAM, ProgramTest

COMMANDS = ("scenarios", "record", "info", "check", "query", "render", "compare", "explore")


class CommandLine(ProgramTest):
    def test_help_names_every_command(self):
        done = self.run_program("--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for command in COMMANDS:
            self.assertIn(command, done.stdout)
            self.assertEqual(self.run_program(command, "--help").returncode, 0)

    def test_the_version_is_said(self):
        self.assertRegex(self.run_program("--version").stdout, r"^kthreadscope \d+\.\d+\.\d+\n$")

    def test_commands_of_later_versions_are_said_to_be_missing(self):
        for naming, *arguments in (["export", "export", "a.ktr", "-o", "a.json"],
                                   ["import", "import", "trace.dat", "-o", "a.ktr"],
                                   ["export", "export", "--help"]):
            self.assertIn("not in this version", self.assert_refused(naming, *arguments))

    def test_unknown_commands_and_options_are_named(self):
        self.assert_refused("recrod", "recrod", "one-create", "-o", "run.ktr")
        self.assert_refused("recrod", "recrod")
        self.assert_refused("--loud", "--loud")
        needed = {"scenarios": [], "record": ["one-create", "-o", "a.ktr"], "query": ["a.ktr", "select 1"],
                  "render": ["a.ktr", "-o", "a.png"], "compare": ["a.ktr", "b.ktr"], "explore": ["one-create"]}
        for command in COMMANDS:
            self.assert_refused("--loud", command, *needed.get(command, ["a.ktr"]), "--loud")

    def test_what_is_missing_is_named(self):
        self.assert_refused("SCENARIO", "record")
        self.assert_refused("--output", "record", "one-create")
        self.assert_refused("FILE", "info")
        self.assert_refused("SQL", "query", "run.ktr")
        self.assert_refused("--seed", "record", "one-create", "-o", "run.ktr", "--seed")

    def test_a_moment_needs_a_recording_that_has_it(self):
        self.assert_refused("--at", "--at", "3")
        file = self.record()
        self.assert_refused("--at", file, "--at", "soon")
        self.assert_refused("--at", file, "--at", "9999999")

    def test_a_name_that_is_empty_is_said_to_be(self):
        for command in ([], ["info"], ["check"], ["render", "-o", "a.png"], ["compare", "a.ktr"]):
            arguments = [*command, ""] if command[:1] != ["compare"] else ["compare", "", "a.ktr"]
            self.assert_refused("name is empty", *arguments)
        self.assert_refused("name is empty", "query", "", "select 1")

    def test_a_standard_output_that_takes_nothing_is_said_in_one_line(self):
        file = self.record()
        for arguments in ["scenarios"], ["info", file], ["check", file, "--json"], ["--help"], ["--version"]:
            for redirection in ">/dev/full", ">&-":
                done = subprocess.run(["sh", "-c", f'"$@" {redirection}', "sh", PROGRAM, *arguments],
                                      capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done)
                self.assertIn("standard output", done.stderr)

    def test_a_recording_never_takes_the_place_of_a_closed_standard_file(self):
        for closed in "<&-", ">&-", "2>&-", "<&- >&- 2>&-":
            subprocess.run(["sh", "-c", f'"$@" {closed}', "sh", PROGRAM, "record", "storm", "-o",
                            self.path("run.ktr")], capture_output=True)
            self.facts("check", self.path("run.ktr"))

    def test_without_a_display_the_window_is_refused_in_one_line(self):
        done = self.run_program(env={"QT_QPA_PLATFORM": ""})
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)

    def test_a_display_that_cannot_be_reached_is_said_in_one_line(self):
        for wrong in {"QT_QPA_PLATFORM": "no such platform"}, {"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":3217"}:
            done = self.run_program(self.record(), env=wrong)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)
