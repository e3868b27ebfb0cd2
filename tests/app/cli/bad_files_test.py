# SPDX-License-Identifier: GPL-2.0-or-later
import json
import os
import pathlib
import sqlite3

from program import ProgramTest


class BadFiles(ProgramTest):
    def assert_every_reader_refuses(self, file):
        path = pathlib.Path(file)
        before = path.read_bytes() if path.is_file() else None
        listed = sorted(os.listdir(self.folder))
        name = path.name
        self.assert_refused(name, "info", file)
        self.assert_refused(name, "info", file, "--json")
        self.assert_refused(name, "check", file)
        self.assert_refused(name, "query", file, "select 1")
        self.assert_refused(name, "render", file, "-o", self.path("out.png"))
        self.assert_refused(name, file)
        self.assert_refused(name, file, "--at", "3")
        self.assertEqual(before, path.read_bytes() if path.is_file() else None, "it is never written to")
        self.assertEqual(listed, sorted(os.listdir(self.folder)), "and nothing is put beside it")

    def test_a_file_that_is_not_there(self):
        self.assert_every_reader_refuses(self.path("nowhere.ktr"))

    def test_a_folder(self):
        os.mkdir(self.path("folder.ktr"))
        self.assert_every_reader_refuses(self.path("folder.ktr"))

    def test_an_empty_file(self):
        pathlib.Path(self.path("empty.ktr")).write_bytes(b"")
        self.assert_every_reader_refuses(self.path("empty.ktr"))

    def test_a_text(self):
        pathlib.Path(self.path("text.ktr")).write_text("dear diary\n" * 1000)
        self.assert_every_reader_refuses(self.path("text.ktr"))

    def test_another_programs_database(self):
        with sqlite3.connect(self.path("other.ktr")) as database:
            database.execute("create table run(id, schedule)")
        database.close()
        self.assert_every_reader_refuses(self.path("other.ktr"))

    def test_a_named_pipe_and_a_link_to_itself(self):
        os.mkfifo(self.path("pipe.ktr"))
        self.assert_every_reader_refuses(self.path("pipe.ktr"))
        os.symlink("loop.ktr", self.path("loop.ktr"))
        self.assert_every_reader_refuses(self.path("loop.ktr"))

    def test_a_recording_of_an_earlier_build_of_this_format(self):
        for change in "alter table run drop column memory", "drop table note":
            file = self.record("earlier.ktr")
            with sqlite3.connect(file) as database:
                database.execute(change)
            database.close()
            self.assertIn("earlier build", self.assert_refused("earlier.ktr", "info", file))
            self.assert_every_reader_refuses(file)

    def test_a_recording_that_holds_no_run(self):
        file = self.record("none.ktr")
        with sqlite3.connect(file) as database:
            database.execute("delete from run")
        database.close()
        self.assertIn("no run", self.assert_refused("none.ktr", "info", file))
        self.assert_every_reader_refuses(file)

    def test_a_newer_format(self):
        file = self.record("newer.ktr")
        with sqlite3.connect(file) as database:
            version = database.execute("pragma user_version").fetchone()[0]
            database.execute(f"pragma user_version = {version + 1000}")
        database.close()
        self.assert_every_reader_refuses(file)

    def test_the_head_of_a_recording_alone(self):
        whole = pathlib.Path(self.record()).read_bytes()
        pathlib.Path(self.path("head.ktr")).write_bytes(whole[:1000])
        self.assert_every_reader_refuses(self.path("head.ktr"))

    def test_a_truncated_recording_never_crashes_anything(self):
        whole = pathlib.Path(self.record("run.ktr", "three-callers", "--seed", "2")).read_bytes()
        cut = self.path("cut.ktr")
        for tenth in range(1, 10):
            pathlib.Path(cut).write_bytes(whole[:len(whole) * tenth // 10])
            for command in (["info", cut, "--json"], ["check", cut, "--json"],
                            ["query", cut, "select count(*) from event"]):
                done = self.run_program(*command)
                self.assertIn(done.returncode, (0, 1, 2), done)
                self.assertEqual(done.stderr.count("\n"), 1 if done.returncode == 2 else 0, done)

    def test_what_can_be_read_of_a_damaged_recording_is_shown_with_one_line_and_exit_2(self):
        file = self.record("harmed.ktr", "storm", "--set", "callers=8", "--set", "requests=40")
        with sqlite3.connect(file) as database:
            last = database.execute("select max(seq0) from block").fetchone()[0]
            self.assertGreater(last, 0)
            database.execute("update block set events = zeroblob(100) where seq0 = ?", (last,))
        database.close()
        for command in (["info", file], ["info", file, "--json"], ["compare", file, file],
                        ["query", file, "select count(*) from task"],
                        ["render", file, "-o", self.path("out.png")]):
            done = self.run_program(*command)
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done)
            self.assertIn("harmed.ktr: is damaged", done.stderr)
            self.assertTrue(done.stdout, command)
        self.assertIn("can be read", self.assert_refused("--at", "render", file, "-o", self.path("out.png"),
                                                         "--at", str(last)))
        done = self.run_program("check", file, "--json")
        self.assertEqual(done.returncode, 1, done)
        # Whoever waits where the file is cut off is no deadlock.
        for rule in json.loads(done.stdout)["invariants"]:
            self.assertTrue(rule["ok"], rule)

    def test_what_a_terminal_would_obey_is_not_said_to_it(self):
        file = self.record("loud.ktr")
        with sqlite3.connect(file) as database:
            database.execute("update run set title = ?, scenario = ?", ("a\x1b[31m\nb\x07", "s\x1b[2J"))
        database.close()
        for command in "info", "check":
            done = self.run_program(command, file)
            self.assertFalse(set("\x1b\x07") & set(done.stdout + done.stderr), done)
