# SPDX-License-Identifier: GPL-2.0-or-later
import json

from program import FINDING, OneOf, OrNull, ProgramTest

SEQS = ("enqueued_seq", "dequeued_seq", "forked_seq", "started_seq", "done_seq", "returned_seq")
FIELDS = ("nice", "cpus_allowed", "blocked_signals", "sigchld", "flags", "fs", "files")
SOURCE = {"task": int, "function": OrNull(str), "seq": OrNull(int)}
INFO = {
    "format_version": int, "scenario": str, "design": str, "variant": OrNull(str),
    "runtime": OneOf("controlled", "threads"),
    "schedule": OrNull(str), "events": int, "duration_ns": int, "granularity": OneOf("sync", "fine"),
    "memory": OneOf("sc", "tso"),
    "runs": [{"id": int, "parent": OrNull(int), "fork_seq": OrNull(int), "events": int, "verdict": str}],
    "tasks": [{"id": int, "pid": int, "ppid": int, "comm": str, "nice": int, "cpus_allowed": str,
               "blocked_signals": str, "sigchld": OneOf("default", "ignore"), "flags": str, "exit": OrNull(int),
               "fs": OrNull(int), "files": OrNull(int), "sources": {name: SOURCE for name in FIELDS}}],
    "requests": [{"id": int, "caller": int, "child": OrNull(int), "result": OrNull(int), "wait_ns": int}
                 | {name: OrNull(int) for name in SEQS}],
    "zombies": int, "events_by_kind": dict, "finding": OrNull(FINDING)}


class Info(ProgramTest):
    def test_every_field_is_there_with_its_type(self):
        for runtime in "controlled", "threads":
            self.assert_shape(self.facts("info", self.record("run.ktr", "three-callers", "--runtime", runtime)), INFO)

    def test_it_says_what_record_said(self):
        said = self.facts("record", "three-callers", "-o", self.path("run.ktr"), "--seed", "5",
                          "--granularity", "fine")
        facts = self.facts("info", self.path("run.ktr"))
        for name in "scenario", "design", "variant", "runtime", "schedule", "events":
            self.assertEqual(facts[name], said[name], name)
        self.assertEqual(facts["granularity"], "fine")
        self.assertEqual(len(facts["requests"]), said["requests"])
        self.assertEqual(facts["runs"][0]["verdict"], said["verdict"])

    def test_ids_go_up_from_0(self):
        facts = self.facts("info", self.record())
        for name in "tasks", "requests":
            self.assertEqual([row["id"] for row in facts[name]], list(range(len(facts[name]))))

    def test_the_kinds_add_up_to_the_events(self):
        facts = self.facts("info", self.record())
        self.assertEqual(sum(facts["events_by_kind"].values()), facts["events"])
        self.assertEqual(facts["events_by_kind"]["list_add_tail"], 3)

    def test_a_request_goes_through_its_phases_in_order(self):
        for request in self.facts("info", self.record())["requests"]:
            seqs = [request[name] for name in SEQS]
            self.assertEqual(seqs, sorted(seqs))
            self.assertGreater(request["wait_ns"], 0)

    def test_threads_are_children_of_kthreadd_and_kthreadd_is_nobodys(self):
        tasks = {task["pid"]: task for task in self.facts("info", self.record())["tasks"]}
        self.assertEqual((tasks[2]["comm"], tasks[2]["ppid"]), ("kthreadd", 0))
        self.assertEqual((tasks[2]["nice"], tasks[2]["sigchld"], tasks[2]["blocked_signals"]),
                         (-5, "ignore", "0xffffffffffffffff"))
        created = [task for task in tasks.values() if task["ppid"] == 2]
        self.assertEqual(len(created), 3)
        self.assertEqual({task["exit"] for task in created}, {0})

    def test_a_failed_fork_is_a_negative_result_without_a_child(self):
        facts = self.facts("info", self.record("run.ktr", "fork-fails"))
        failed = [request for request in facts["requests"] if request["result"] < 0]
        self.assertTrue(failed)
        for request in failed:
            self.assertEqual((request["result"], request["child"]), (-11, None))

    def test_a_run_that_ends_badly_says_what_was_found_as_record_did(self):
        found = set()
        for variant in "check-before-state", "done-before-result", "late-copy", "add-without-lock":
            for seed in range(12):
                done = self.run_program("record", "three-callers", "-o", self.path("run.ktr"), "--json",
                                        "--granularity", "fine", "--set", "variant=" + variant, "--seed", str(seed))
                self.assertIn(done.returncode, (0, 1), done)
                said, facts = json.loads(done.stdout), self.facts("info", self.path("run.ktr"))
                self.assertEqual(facts["finding"], said["finding"])
                self.assertEqual(facts["finding"] is None, said["verdict"] == "finished")
                if said["finding"]:
                    found.add(said["finding"]["kind"])
                    text = self.run_program("info", self.path("run.ktr")).stdout
                    self.assertIn(said["finding"]["sentence"], text)
        self.assertGreaterEqual(len(found), 2, found)

    def test_people_get_the_same_in_tables(self):
        done = self.run_program("info", self.record())
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for words in "three-callers", "controlled, round-robin", "kthreadd", "3 requests", "finished":
            self.assertIn(words, done.stdout)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 110)
