# SPDX-License-Identifier: GPL-2.0-or-later
"""The program under test, started as a person would start it."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["KTHREADSCOPE"]


class Number:
    """Any number that is not a truth value."""


class OrNull:
    def __init__(self, shape):
        self.shape = shape


class OneOf:
    def __init__(self, *values):
        self.values = values


class ProgramTest(unittest.TestCase):
    """A folder of its own for each test, and words for what the program promises."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def path(self, name):
        return str(self.folder / name)

    def run_program(self, *arguments, stdin="", env=None):
        # No display and no window: what is tested here needs neither.
        environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
        return subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, text=True, timeout=120,
                              cwd=self.folder, env=environment | (env or {}))

    def facts(self, *arguments, exit=0):
        """What a command prints with --json, parsed."""
        done = self.run_program(*arguments, "--json")
        self.assertEqual((done.returncode, done.stderr), (exit, ""))
        return json.loads(done.stdout)

    def record(self, name="run.ktr", scenario="three-callers", *options):
        file = self.path(name)
        self.facts("record", scenario, "-o", file, *options)
        return file

    def record_whatever(self, name, scenario, *options):
        """The same of a run that may end with a finding."""
        done = self.run_program("record", scenario, "-o", self.path(name), *options)
        self.assertIn(done.returncode, (0, 1), done)
        return self.path(name)

    def wait_until_it_heeds(self, process, number):
        """However busy the machine is: until the process handles that signal."""
        while not int(re.search(r"SigCgt:\s*(\w+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())[1],
                      16) >> (number - 1) & 1:
            self.assertIsNone(process.poll())
            time.sleep(0.01)

    def wait_until_it_recorded(self, process, file):
        """However busy the machine is: until something of the run is committed."""
        while True:
            self.assertIsNone(process.poll())
            done = self.run_program("info", file, "--json")
            if done.returncode == 0 and json.loads(done.stdout)["events"] > 0:
                return
            time.sleep(0.05)

    def assert_refused(self, naming, *arguments, stdin=""):
        """Misuse or bad input: exit 2, nothing on standard output, one line that names the thing."""
        done = self.run_program(*arguments, stdin=stdin)
        self.assertEqual(done.returncode, 2, done)
        self.assertEqual(done.stdout, "", done)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("kthreadscope: "), done.stderr)
        self.assertIn(naming, done.stderr)
        return done.stderr

    def assert_shape(self, value, shape, where="document"):
        """`shape` is a type, a list with the shape of each item, a dict of fields, or one of the classes above."""
        if isinstance(shape, OrNull):
            if value is not None:
                self.assert_shape(value, shape.shape, where)
        elif isinstance(shape, OneOf):
            self.assertIn(value, shape.values, where)
        elif isinstance(shape, list):
            self.assertIsInstance(value, list, where)
            for i, item in enumerate(value):
                self.assert_shape(item, shape[0], f"{where}[{i}]")
        elif isinstance(shape, dict):
            self.assertIsInstance(value, dict, where)
            for name, inner in shape.items():
                self.assertIn(name, value, where)
                self.assert_shape(value[name], inner, f"{where}.{name}")
        elif shape is Number:
            self.assertIsInstance(value, (int, float), where)
            self.assertNotIsInstance(value, bool, where)
        else:
            self.assertIsInstance(value, shape, where)
            if shape is int:
                self.assertNotIsInstance(value, bool, where)


FINDING = {"kind": OneOf("deadlock", "lost-wakeup", "data-race", "dead-memory", "rule-broken", "livelock"),
           "task": OrNull(int), "seq": int, "schedule": OrNull(str), "steps": int, "preemptions": OrNull(int),
           "sentence": str}
VERDICT = OneOf("finished", "deadlock", "lost-wakeup", "rule-broken")
