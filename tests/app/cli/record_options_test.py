# SPDX-License-Identifier: GPL-2.0-or-later
import json
import os
import pathlib

from program import ProgramTest


class RecordOptions(ProgramTest):
    def refused(self, naming, *options, scenario="three-callers"):
        line = self.assert_refused(naming, "record", scenario, "-o", self.path("run.ktr"), *options)
        self.assertFalse(pathlib.Path(self.path("run.ktr")).exists(), "nothing is written before it is all understood")
        return line

    def test_real_threads_take_no_scheduler_no_seed_and_no_schedule(self):
        for option, value in ("--scheduler", "random"), ("--seed", "1"), ("--schedule", "1,2"):
            self.refused(option, "--runtime", "threads", option, value)

    def test_an_unknown_scenario_is_named_with_where_to_look(self):
        self.assertIn("scenarios", self.refused("no-such", scenario="no-such"))

    def test_unknown_values_are_named(self):
        for option in "--runtime", "--scheduler", "--granularity", "--memory":
            self.refused(option + " wrong", option, "wrong")

    def test_numbers_must_be_numbers(self):
        for option in "--seed", "--max-events":
            for wrong in "many", "1.5", "18446744073709551616", "0x10", "":
                self.refused(option, option, wrong)
        self.refused("--max-events", "--max-events", "0")

    def test_a_seed_is_the_random_schedulers_alone(self):
        self.refused("--seed", "--seed", "1", "--scheduler", "round-robin")
        self.refused("--seed", "--seed", "1", "--schedule", "1,2")

    def test_a_schedule_is_for_replay_alone_and_replay_needs_one(self):
        self.refused("--schedule", "--schedule", "1,2", "--scheduler", "round-robin")
        self.refused("--schedule", "--scheduler", "replay")

    def test_a_wrong_schedule_is_shown_where_it_is_wrong(self):
        self.refused("at character 3", "--schedule", "1,x")
        self.refused("at character 2", "--schedule", "1;2")

    def test_a_schedule_must_choose_something(self):
        pathlib.Path(self.path("nothing.txt")).write_text("\n")
        for nothing in "", "@/dev/null", "@" + self.path("nothing.txt"):
            self.refused("--schedule", "--schedule", nothing)

    def test_the_recording_must_have_a_name(self):
        self.assert_refused("-o", "record", "one-create", "-o", "")

    def test_a_schedule_file_must_be_one(self):
        pathlib.Path(self.path("notes.txt")).write_text("dear diary\n")
        self.refused("notes.txt", "--schedule", "@" + self.path("notes.txt"))
        self.refused("nowhere.txt", "--schedule", "@" + self.path("nowhere.txt"))
        self.refused(str(self.folder), "--schedule", "@" + str(self.folder))
        threads = self.record("threads.ktr", "one-create", "--runtime", "threads")
        self.refused("threads.ktr", "--schedule", "@" + threads)

    def test_a_schedule_is_not_read_from_what_never_ends(self):
        os.mkfifo(self.path("pipe"))
        for endless in "/dev/zero", self.path("pipe"):
            self.refused(endless, "--schedule", "@" + endless)
            self.refused(endless, scenario=endless)

    def test_a_text_has_a_name_that_can_be_one(self):
        for name in "n" * 300, "loop":
            pathlib.Path(self.path("loop")).unlink(missing_ok=True)
            pathlib.Path(self.path("loop")).symlink_to("loop")
            self.refused(name, "--schedule", "@" + name)
            self.refused(name, scenario="./" + name)

    def test_what_editors_put_before_a_text_is_passed_over(self):
        mine = json.loads((pathlib.Path(__file__).parents[3] / "resources/scenarios/one-create.json").read_text())
        text = json.dumps(mine | {"name": "mine", "title": "M\u00fcller"}, ensure_ascii=False)
        for encoding in "utf-8", "utf-8-sig":
            pathlib.Path(self.path("mine.json")).write_text(text, encoding=encoding)
            file = self.record("mine.ktr", self.path("mine.json"))
            self.assertEqual(self.facts("check", file)["rerun"], "identical")
        for encoding in "utf-16", "utf-16-le", "utf-16-be", "utf-32":
            pathlib.Path(self.path("mine.json")).write_text(text, encoding=encoding)
            self.assertIn("UTF-8", self.refused("mine.json", scenario=self.path("mine.json")))
        schedule = self.facts("info", file)["schedule"]
        pathlib.Path(self.path("schedule.txt")).write_text(schedule, encoding="utf-8-sig")
        self.record("again.ktr", "one-create", "--schedule", "@" + self.path("schedule.txt"))

    def test_a_scenario_may_come_through_a_shells_pipe(self):
        scenario = pathlib.Path(__file__).parents[3] / "resources/scenarios/one-create.json"
        done = self.run_program("record", "/dev/stdin", "-o", self.path("run.ktr"), stdin=scenario.read_text())
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_schedule_that_does_not_fit_is_refused(self):
        line = self.assert_refused("77", "record", "one-create", "-o", self.path("run.ktr"), "--schedule", "77")
        self.assertIn("--schedule: ", line)
        self.assertIn("give one", line)
        self.assertEqual(list(self.folder.iterdir()), [], "and nothing is left of it")
        file = pathlib.Path(self.record())
        before = file.read_bytes()
        self.assert_refused("77", "record", "one-create", "-o", str(file), "--schedule", "2,77")
        self.assertEqual(file.read_bytes(), before)
        self.assertEqual(list(self.folder.iterdir()), [file])

    def test_parameters_must_exist_and_lie_in_their_range(self):
        self.refused("nothing", "--set", "nothing=1", scenario="storm")
        self.refused("callers", "--set", "callers=0", scenario="storm")
        self.refused("callers", "--set", "callers=99999999999999", scenario="storm")
        self.refused("callers", "--set", "callers=many", scenario="storm")
        self.refused("--set callers", "--set", "callers", scenario="storm")
        self.refused("--set", "--set", "=3", scenario="storm")

    def test_a_setting_is_set_once(self):
        for key in "callers", "design":
            line = self.refused("--set", "--set", key + "=1", "--set", key + "=1", scenario="storm")
            self.assertIn(key + " is set already", line)

    def test_designs_and_variants_must_exist(self):
        self.refused("design", "--set", "design=microkernel")
        self.refused("variant", "--set", "variant=no-such-defect")

    def test_store_buffers_are_recorded_and_run_again_to_the_same_events(self):
        file = self.record("tso.ktr", "three-callers", "--memory", "tso", "--seed", "4")
        info = self.facts("info", file)
        self.assertEqual(info["memory"], "tso")
        self.assertEqual(self.facts("check", file)["rerun"], "identical")
        self.assertGreater(self.facts("query", file, "select count(*) n from event where kind = 'store_drained'")[0]["n"],
                           0)
        line = self.refused("~0", "--schedule", "2x2,~0")
        self.assertIn("no store of task 0 waits", line)
        self.assertIn("--runtime controlled", self.refused("--memory tso", "--memory", "tso", "--runtime", "threads"))
        self.assertIn("sc or tso", self.refused("--memory weak", "--memory", "weak"))

    def test_a_scenario_file_that_is_wrong_is_named_with_line_and_field(self):
        path = pathlib.Path(self.path("mine.json"))
        path.write_text('{\n "name": "mine",\n "title": 3\n}\n')
        line = self.refused("mine.json:3", scenario=str(path))
        self.assertIn("title", line)

    def test_an_old_recording_stays_when_the_options_are_wrong(self):
        file = self.record("kept.ktr")
        before = pathlib.Path(file).read_bytes()
        self.assert_refused("nothing", "record", "storm", "-o", file, "--set", "nothing=1")
        self.assertEqual(pathlib.Path(file).read_bytes(), before)
