# SPDX-License-Identifier: GPL-2.0-or-later
import os
import pathlib
import resource
import signal
import subprocess

from program import FINDING, PROGRAM, VERDICT, Number, OneOf, OrNull, ProgramTest

RECORD = {"file": str, "scenario": str, "design": str, "variant": OrNull(str),
          "runtime": OneOf("controlled", "threads"), "scheduler": OrNull(str), "seed": OrNull(int),
          "schedule": OrNull(str), "steps": int, "events": int, "requests": int, "created": int,
          "verdict": VERDICT, "finding": OrNull(FINDING), "seconds": Number, "events_lost": int}


class Record(ProgramTest):
    def test_every_field_is_there_with_its_type(self):
        for runtime in "controlled", "threads":
            facts = self.facts("record", "three-callers", "-o", self.path("run.ktr"), "--runtime", runtime)
            self.assert_shape(facts, RECORD)

    def test_a_controlled_run_goes_round_by_default(self):
        facts = self.facts("record", "three-callers", "-o", self.path("run.ktr"))
        expected = {"file": self.path("run.ktr"), "scenario": "three-callers", "design": "kthreadd",
                    "variant": None, "runtime": "controlled", "scheduler": "round-robin", "seed": None,
                    "requests": 3, "created": 3, "verdict": "finished", "finding": None, "events_lost": 0}
        self.assertEqual({name: facts[name] for name in expected}, expected)

    def test_real_threads_have_no_scheduler_no_seed_and_no_schedule(self):
        facts = self.facts("record", "three-callers", "-o", self.path("run.ktr"), "--runtime", "threads")
        self.assertEqual((facts["scheduler"], facts["seed"], facts["schedule"]), (None, None, None))
        self.assertEqual((facts["requests"], facts["created"], facts["verdict"]), (3, 3, "finished"))

    def test_the_schedule_has_as_many_steps_as_the_run(self):
        facts = self.facts("record", "one-create", "-o", self.path("run.ktr"))
        steps = sum(int(part.partition("x")[2] or 1) for part in facts["schedule"].split(","))
        self.assertEqual(steps, facts["steps"])

    def test_the_same_seed_gives_the_same_run_and_another_one_another(self):
        runs = [self.facts("record", "three-callers", "-o", self.path("run.ktr"), "--seed", seed)
                for seed in ("7", "7", "8")]
        self.assertEqual([run["scheduler"] for run in runs], ["random"] * 3)
        self.assertEqual(runs[0]["schedule"], runs[1]["schedule"])
        self.assertNotEqual(runs[0]["schedule"], runs[2]["schedule"])

    def test_a_random_run_without_a_seed_says_which_it_took(self):
        facts = self.facts("record", "one-create", "-o", self.path("run.ktr"), "--scheduler", "random")
        again = self.facts("record", "one-create", "-o", self.path("again.ktr"), "--seed", str(facts["seed"]))
        self.assertEqual(facts["schedule"], again["schedule"])

    def test_a_schedule_replays_from_its_text_a_text_file_and_a_recording(self):
        first = self.facts("record", "three-callers", "-o", self.path("first.ktr"), "--seed", "3")
        pathlib.Path(self.path("schedule.txt")).write_text(first["schedule"] + "\n")
        for schedule in first["schedule"], "@schedule.txt", "@first.ktr":
            again = self.facts("record", "three-callers", "-o", self.path("again.ktr"), "--schedule", schedule)
            self.assertEqual((again["scheduler"], again["schedule"]), ("replay", first["schedule"]))
            self.assertEqual(again["events"], first["events"])

    def test_parameters_can_be_set(self):
        facts = self.facts("record", "storm", "-o", self.path("run.ktr"), "--set", "callers=2", "--set", "requests=5")
        self.assertEqual((facts["requests"], facts["created"]), (10, 10))

    def test_a_bound_ends_the_run_with_just_so_many_events_and_exit_3(self):
        self.record("whole.ktr", "three-callers")
        whole = self.facts("query", self.path("whole.ktr"), "select seq, step, task, kind from event order by seq")
        for bound in 1, 2, 19, 20, 21, 22, 100, len(whole) - 1:
            facts = self.facts("record", "three-callers", "-o", self.path("run.ktr"), "--max-events", str(bound),
                               exit=3)
            self.assertEqual((facts["verdict"], facts["finding"], facts["events"]), ("bound-reached", None, bound))
            events = self.facts("query", self.path("run.ktr"), "select seq, step, task, kind from event order by seq")
            self.assertEqual(events, whole[:bound])
            self.assertEqual(self.facts("check", self.path("run.ktr"))["rerun"], "identical")
        self.assertEqual(self.facts("info", self.path("run.ktr"))["max_events"], bound)
        threads = self.facts("record", "three-callers", "-o", self.path("run.ktr"), "--runtime", "threads",
                             "--max-events", "50", exit=3)
        self.assertEqual(threads["events"], 50)
        self.assertTrue(self.facts("check", self.path("run.ktr"))["ok"])

    def test_a_crowd_costs_few_bytes_an_event(self):
        for callers in "16", "500", "1500":
            facts = self.facts("record", "storm", "-o", self.path("run.ktr"), "--set", "callers=" + callers,
                               "--set", "requests=" + str(max(1, 3000 // int(callers))))
            self.assertLess(os.path.getsize(self.path("run.ktr")) / facts["events"], 10, callers)

    def test_a_recording_is_replaced(self):
        file = self.record("run.ktr", "three-callers")
        self.record("run.ktr", "one-create")
        self.assertEqual(self.facts("info", file)["scenario"], "one-create")

    def test_what_is_no_recording_is_not_replaced(self):
        for name, content in ("notes.txt", b"my notes\n"), ("picture.png", b"\x89PNG\r\n\x1a\n"):
            path = pathlib.Path(self.path(name))
            path.write_bytes(content)
            self.assert_refused(name, "record", "one-create", "-o", str(path))
            self.assertEqual(path.read_bytes(), content)
        self.assert_refused(str(self.folder), "record", "one-create", "-o", str(self.folder))

    def test_a_folder_that_is_not_there_is_named(self):
        self.assert_refused("nowhere/run.ktr", "record", "one-create", "-o", self.path("nowhere/run.ktr"))

    def test_a_finished_recording_is_one_file(self):
        self.record("run.ktr")
        self.assertEqual(os.listdir(self.folder), ["run.ktr"])

    def test_a_full_disk_ends_it_in_one_line_and_keeps_what_was_committed(self):
        for runtime in "controlled", "threads":
            file = self.path(runtime + ".ktr")
            done = subprocess.run(
                [PROGRAM, "record", "storm", "-o", file, "--runtime", runtime, "--set", "callers=8",
                 "--set", "requests=30000"], capture_output=True, text=True, timeout=120, restore_signals=False,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000)))
            self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)
            self.assertIn(runtime + ".ktr", done.stderr)
            facts = self.facts("check", file)
            self.assertTrue(facts["integrity"] and facts["fold"], facts)
            self.assertGreater(self.facts("info", file)["events"], 1000)

    def test_a_recording_is_not_lost_to_one_that_fails(self):
        file = self.record("run.ktr", "three-callers")
        before = pathlib.Path(file).read_bytes()
        storm = [PROGRAM, "record", "storm", "-o", file, "--set", "callers=8", "--set", "requests=30000"]
        limited = subprocess.run(
            storm, capture_output=True, text=True, timeout=120, restore_signals=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000)))
        self.assertEqual((limited.returncode, limited.stderr.count("\n")), (2, 1), limited)
        self.assertIn("run.ktr.part", limited.stderr)
        self.assertEqual(pathlib.Path(file).read_bytes(), before)
        self.assertGreater(self.facts("info", file + ".part")["events"], 1000)
        os.remove(file + ".part")
        with subprocess.Popen(storm) as process:
            self.wait_until_it_recorded(process, file + ".part")
            process.kill()
        self.assertEqual(pathlib.Path(file).read_bytes(), before)
        self.assertGreater(self.facts("info", file + ".part")["events"], 0)
        self.record("run.ktr", "one-create")
        self.assertEqual(self.facts("info", file)["scenario"], "one-create")
        self.assertEqual(os.listdir(self.folder), ["run.ktr"])

    def test_a_disk_that_is_full_from_the_start_is_left_as_it_was(self):
        done = subprocess.run(
            [PROGRAM, "record", "one-create", "-o", self.path("run.ktr")], capture_output=True, text=True,
            timeout=120,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)))
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)
        self.assertIn("run.ktr", done.stderr)
        self.assertEqual(os.listdir(self.folder), [])

    def test_two_runs_are_not_recorded_to_one_name(self):
        file = self.path("run.ktr")
        with subprocess.Popen([PROGRAM, "record", "storm", "-o", file, "--set", "callers=8",
                               "--set", "requests=100000"], stdout=subprocess.DEVNULL) as process:
            self.wait_until_it_recorded(process, file)
            self.assertIn("is being recorded", self.assert_refused("run.ktr", "record", "one-create", "-o", file))
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
        self.assertEqual(self.facts("info", file)["scenario"], "storm")
        self.record("run.ktr", "one-create")

    def test_a_name_that_means_something_to_sqlite_is_a_name_like_any_other(self):
        for name in ":memory:", "file:run.ktr?mode=memory", "file:run.ktr", "a?b#c%41.ktr":
            self.facts("record", "one-create", "-o", name)
            self.assertEqual(self.facts("info", name)["scenario"], "one-create")
            self.facts("record", "three-callers", "-o", name)
            self.assertEqual(self.facts("info", name)["scenario"], "three-callers")

    def test_a_device_is_not_replaced(self):
        self.assert_refused("/dev/null", "record", "one-create", "-o", "/dev/null")

    def test_no_display_and_no_pictures_are_needed(self):
        done = self.run_program("record", "one-create", "-o", self.path("run.ktr"),
                                env={"QT_QPA_PLATFORM": "no such platform"})
        self.assertEqual(done.returncode, 0, done)

    def test_by_hand_each_step_is_asked_for(self):
        facts = self.facts("record", "one-create", "-o", self.path("first.ktr"))
        tasks = []
        for part in facts["schedule"].split(","):
            task, _, times = part.partition("x")
            tasks += [task] * int(times or 1)
        done = self.run_program("record", "one-create", "-o", self.path("hand.ktr"), "--scheduler", "manual",
                                stdin="99\nnobody\n" + "\n".join(tasks) + "\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        again = self.facts("info", self.path("hand.ktr"))
        self.assertEqual((again["schedule"], again["events"]), (facts["schedule"], facts["events"]))

    def test_by_hand_the_end_of_the_input_ends_the_run_and_keeps_it(self):
        done = self.run_program("record", "one-create", "-o", self.path("run.ktr"), "--scheduler", "manual")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.facts("info", self.path("run.ktr"))["verdict"], "unfinished")

    def test_an_interrupt_before_the_first_commit_leaves_nothing_half_made(self):
        file = self.path("early.ktr")
        with subprocess.Popen([PROGRAM, "record", "storm", "-o", file, "--set", "callers=64",
                               "--set", "requests=100000"], stdout=subprocess.PIPE) as process:
            self.wait_until_it_heeds(process, signal.SIGINT)
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(self.facts("info", file)["verdict"], "unfinished")
        self.assertEqual(os.listdir(self.folder), ["early.ktr"])

    def test_an_interrupt_ends_the_run_and_keeps_the_file(self):
        for runtime in "controlled", "threads":
            file = self.path(runtime + ".ktr")
            with subprocess.Popen([PROGRAM, "record", "storm", "-o", file, "--runtime", runtime, "--set", "callers=8",
                                   "--set", "requests=100000", "--json"], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True) as process:
                self.wait_until_it_recorded(process, file)
                process.send_signal(signal.SIGINT)
                out, err = process.communicate(timeout=60)
            self.assertEqual((process.returncode, err), (0, ""), out)
            facts = self.facts("info", file)
            self.assertEqual(facts["verdict"], "unfinished")
            self.assertGreater(facts["events"], 0)
            self.assertFalse(os.path.exists(file + "-wal"))
