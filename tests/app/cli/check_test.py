# SPDX-License-Identifier: GPL-2.0-or-later
import os
import pathlib
import sqlite3
import subprocess

from program import PROGRAM, OneOf, OrNull, ProgramTest

EVENT = {"role": str, "seq": int, "sentence": str}
CHECK = {"ok": bool, "integrity": bool, "fold": bool, "rerun": OneOf("identical", "different", "not-controlled"),
         "invariants": [{"name": str, "ok": bool, "seq": OrNull(int), "sentence": str, "events": [EVENT]}],
         "notices": [{"name": str, "seq": int, "sentence": str, "events": [EVENT]}]}


class Check(ProgramTest):
    def test_every_scenario_is_good_and_runs_again_to_the_same_events(self):
        for scenario in self.facts("scenarios"):
            if scenario["name"] == "storm" or scenario["goes_wrong"]:
                continue
            for options in ([], ["--seed", "11"], ["--granularity", "fine"]):
                facts = self.facts("check", self.record("run.ktr", scenario["name"], *options))
                self.assert_shape(facts, CHECK)
                self.assertEqual((facts["ok"], facts["integrity"], facts["fold"], facts["rerun"]),
                                 (True, True, True, "identical"), scenario["name"])
                self.assertTrue(all(one["ok"] for one in facts["invariants"]))

    def broken(self, facts):
        return {one["name"]: one for one in facts["invariants"] if not one["ok"]}

    def test_what_the_true_protocol_gets_wrong_is_told_and_runs_again_to_the_same_events(self):
        for scenario, rule in ("stop-after-exit", "served"), ("stop-inside-stop", "served"):
            facts = self.facts("check", self.record_whatever("run.ktr", scenario), exit=1)
            self.assert_shape(facts, CHECK)
            self.assertEqual((facts["ok"], facts["integrity"], facts["fold"], facts["rerun"]),
                             (False, True, True, "identical"))
            self.assertEqual(list(self.broken(facts)), [rule])

    def test_a_lost_wakeup_names_its_rule_and_the_events_that_missed_each_other(self):
        for seed in range(100):
            file = self.record_whatever("run.ktr", "one-create", "--set", "variant=check-before-state", "--seed",
                                        str(seed))
            if self.facts("info", file)["runs"][0]["verdict"] == "lost-wakeup":
                break
        facts = self.facts("check", file, exit=1)
        broken = self.broken(facts)
        self.assertEqual(list(broken), ["no-lost-wakeup"])
        events = broken["no-lost-wakeup"]["events"]
        self.assertEqual([one["role"] for one in events], ["read", "change", "wake", "state", "sleep"])
        self.assertEqual(broken["no-lost-wakeup"]["seq"], events[-1]["seq"])
        finding = self.facts("info", file)["finding"]
        self.assertEqual((finding["kind"], finding["rule"], finding["seq"], finding["events"]),
                         ("lost-wakeup", "no-lost-wakeup", events[-1]["seq"], events))
        kinds = self.facts("query", file, "select seq, kind, effect from event order by seq")
        self.assertEqual([kinds[one["seq"]]["kind"] for one in events],
                         ["list_empty", "list_add_tail", "try_to_wake_up", "set_current_state", "schedule"])
        words = self.run_program("check", file).stdout
        for one in events:
            self.assertIn(one["sentence"], words)

    def test_a_stop_that_overtakes_the_wake_is_a_notice_and_breaks_nothing(self):
        noticed = []
        for seed in range(12):
            facts = self.facts("check", self.record("run.ktr", "stop-overtakes-wake", "--seed", str(seed)))
            noticed += facts["notices"]
            self.assertFalse(self.broken(facts))
        self.assertTrue(noticed)
        self.assertEqual({one["name"] for one in noticed}, {"woken-runs"})

    def test_a_storm_is_good_too(self):
        file = self.record("run.ktr", "storm", "--set", "callers=20", "--set", "requests=50", "--seed", "1")
        self.assertEqual(self.facts("check", file)["rerun"], "identical")

    def test_real_threads_are_not_run_again(self):
        facts = self.facts("check", self.record("run.ktr", "three-callers", "--runtime", "threads"))
        self.assertEqual((facts["ok"], facts["rerun"]), (True, "not-controlled"))

    def test_an_ended_run_is_compared_as_far_as_it_went(self):
        done = self.run_program("record", "three-callers", "-o", self.path("run.ktr"), "--max-events", "50")
        self.assertEqual(done.returncode, 3)
        self.assertEqual(self.facts("check", self.path("run.ktr"))["rerun"], "identical")
        self.run_program("record", "one-create", "-o", self.path("hand.ktr"), "--scheduler", "manual")
        self.assertEqual(self.facts("check", self.path("hand.ktr"))["rerun"], "identical")

    def test_a_killed_run_is_compared_as_far_as_it_was_committed(self):
        file = self.path("killed.ktr")
        for scheduler in ["--scheduler", "round-robin"], ["--seed", "3"]:
            with subprocess.Popen([PROGRAM, "record", "storm", "-o", file, "--set", "callers=8",
                                   "--set", "requests=100000", *scheduler]) as process:
                self.wait_until_it_recorded(process, file)
                process.kill()
            facts = self.facts("check", file)
            self.assertEqual((facts["ok"], facts["rerun"]), (True, "identical"))
            self.assertGreater(self.facts("info", file)["events"], 0)
            os.remove(file)
            os.remove(file + "-wal")

    def test_a_changed_schedule_is_a_finding(self):
        file = self.record("run.ktr", "three-callers", "--seed", "3")
        other = self.facts("record", "three-callers", "-o", self.path("other.ktr"), "--seed", "4")
        with sqlite3.connect(file) as database:
            self.assertGreater(database.execute("update run set schedule = ?", (other["schedule"],)).rowcount, 0)
        database.close()
        facts = self.facts("check", file, exit=1)
        self.assertEqual((facts["ok"], facts["rerun"]), (False, "different"))

    def test_a_flipped_bit_never_passes(self):
        file = pathlib.Path(self.record())
        whole = file.read_bytes()
        for at in range(100, len(whole), len(whole) // 40):
            damaged = pathlib.Path(self.path("damaged.ktr"))
            damaged.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1:])
            done = self.run_program("check", str(damaged), "--json")
            self.assertIn(done.returncode, (0, 1, 2), f"byte {at}: {done}")
            self.assertEqual(done.stderr.count("\n"), 1 if done.returncode == 2 else 0, f"byte {at}: {done.stderr}")

    def test_a_changed_row_of_the_run_never_passes(self):
        for change in "verdict = 1", "steps = 3", "events = 10", "t_ns = 5":
            file = self.record("changed.ktr")
            with sqlite3.connect(file) as database:
                database.execute("update run set " + change)
            database.close()
            self.assertFalse(self.facts("check", file, exit=1)["ok"], change)

    def test_it_is_never_written_to(self):
        file = pathlib.Path(self.record())
        before = file.read_bytes()
        self.facts("check", str(file))
        self.assertEqual(file.read_bytes(), before)

    def test_people_get_a_line_for_each_answer(self):
        done = self.run_program("check", self.record())
        self.assertEqual(done.returncode, 0)
        self.assertIn("identical", done.stdout)
