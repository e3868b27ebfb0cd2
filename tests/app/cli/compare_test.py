# SPDX-License-Identifier: GPL-2.0-or-later
import os
import pathlib
import re

from program import Number, OneOf, OrNull, ProgramTest

GOLDEN = pathlib.Path(__file__).parents[2] / "golden" / "compare-both-designs.txt"

PHASES = ["prepared", "enqueued", "dequeued", "forked", "started", "done"]
COSTS = {"a_ns": int, "b_ns": int, "a_mean_ns": int, "b_mean_ns": int, "a_median_ns": int, "b_median_ns": int,
         "a_p90_ns": int, "b_p90_ns": int, "a_p99_ns": int, "b_p99_ns": int, "a_requests": int,
         "b_requests": int, "a_never_left": int, "b_never_left": int}
RUN = {"file": str, "scenario": str, "design": OneOf("kthreadd", "workqueue"), "variant": OrNull(str),
       "runtime": OneOf("controlled", "threads"), "events": int, "duration_ns": int, "requests": int,
       "verdict": str}
COMPARE = {"same": bool,
           "first_difference": OrNull({"a_seq": OrNull(int), "b_seq": OrNull(int), "sentence": str,
                                       "kind": OneOf("world", "turn", "act", "course", "end"),
                                       "common_events": int, "a_sentence": OrNull(str),
                                       "b_sentence": OrNull(str)}),
           "phases": [{"name": OneOf(*PHASES), **COSTS}], "wait": COSTS, "creation": COSTS,
           "requests": [{"id": int, "a_ns": OrNull(int), "b_ns": OrNull(int)}], "a": RUN, "b": RUN}
DRAWN = {"file": str, "bytes": int, "seconds": Number, "theme": OneOf("light", "dark", "contrast"), "width": int,
         "height": int}


class Compare(ProgramTest):
    def pair(self, *scenario):
        """One load under both designs."""
        return [self.record(f"{design}.ktr", *scenario, "--set", f"design={design}")
                for design in ("kthreadd", "workqueue")]

    def test_every_field_is_there_with_its_type(self):
        for files in (self.pair("three-callers"), [self.record(), self.record()]):
            facts = self.facts("compare", *files)
            self.assert_shape(facts, COMPARE)
            self.assertEqual([phase["name"] for phase in facts["phases"]], PHASES)

    def test_a_recording_is_the_same_as_itself_and_costs_the_same(self):
        for scenario in "three-callers", "fork-fails", "create-and-stop", "boot":
            file = self.record("run.ktr", scenario)
            facts = self.facts("compare", file, file)
            self.assertEqual((facts["same"], facts["first_difference"]), (True, None))
            for costs in [*facts["phases"], facts["wait"], facts["creation"]]:
                for name in COSTS:
                    if name.startswith("a_"):
                        self.assertEqual(costs[name], costs["b_" + name[2:]])

    def test_the_sums_are_those_of_info(self):
        files = self.pair("storm", "--set", "callers=5", "--set", "requests=4")
        facts = self.facts("compare", *files)
        for side, file in zip("ab", files):
            info = self.facts("info", file)
            waits = [request["wait_ns"] for request in info["requests"]]
            self.assertEqual(facts["wait"][f"{side}_ns"], sum(waits))
            self.assertEqual(sum(phase[f"{side}_ns"] for phase in facts["phases"][1:]), sum(waits))
            self.assertEqual(sum(phase[f"{side}_ns"] for phase in facts["phases"]),
                             facts["creation"][f"{side}_ns"])
            self.assertEqual(sum(request[f"{side}_ns"] for request in facts["requests"]),
                             facts["creation"][f"{side}_ns"])
            self.assertEqual((facts[side]["events"], facts[side]["design"]), (info["events"], info["design"]))

    def test_swapped_files_give_swapped_facts(self):
        a, b = self.pair("three-callers", "--seed", "5")
        forth, back = self.facts("compare", a, b), self.facts("compare", b, a)
        for one, other in zip(forth["phases"], back["phases"]):
            for name in COSTS:
                self.assertEqual(one[name], other[("b" if name[0] == "a" else "a") + name[1:]])
        self.assertEqual((forth["a"], forth["b"]), (back["b"], back["a"]))
        one, other = forth["first_difference"], back["first_difference"]
        self.assertEqual((one["a_seq"], one["b_seq"], one["a_sentence"]),
                         (other["b_seq"], other["a_seq"], other["b_sentence"]))

    def test_the_designs_part_where_a_request_is_handed_over(self):
        for scenario in ["three-callers"], ["three-callers", "--seed", "3"], ["storm", "--runtime", "threads"]:
            first = self.facts("compare", *self.pair(*scenario))["first_difference"]
            self.assertRegex(first["a_sentence"], r"^caller \d+ arrives at kthread_create_lock$")
            self.assertRegex(first["b_sentence"], r"^caller \d+ enters queue_work\(\)$")

    def test_another_schedule_is_another_turn_at_the_first_event_that_differs(self):
        files = [self.record("a.ktr", "three-callers", "--seed", "1"),
                 self.record("b.ktr", "three-callers", "--seed", "2")]
        first = self.facts("compare", *files)["first_difference"]
        self.assertEqual((first["kind"], first["a_seq"], first["b_seq"]),
                         ("turn", first["common_events"], first["common_events"]))
        sql = "select kind, task, object, request, arg, effect from event order by seq limit 200"
        a, b = (self.facts("query", file, sql) for file in files)
        self.assertEqual(a[:first["a_seq"]], b[:first["a_seq"]])
        self.assertNotEqual(a[first["a_seq"]], b[first["a_seq"]])

    def test_the_beginning_of_a_run_ends_before_it(self):
        whole = self.record("whole.ktr", "three-callers")
        part = self.path("part.ktr")
        self.facts("record", "three-callers", "-o", part, "--max-events", "60", exit=3)
        events = self.facts("info", part)["events"]
        first = self.facts("compare", part, whole)["first_difference"]
        self.assertEqual((first["kind"], first["a_seq"], first["b_seq"], first["a_sentence"]),
                         ("end", None, events, None))

    def test_people_read_the_same_in_words(self):
        done = self.run_program("compare", *self.pair("three-callers"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for words in ("kthreadd.ktr", "workqueue.ktr", "caller 1 enters queue_work()", *PHASES):
            self.assertIn(words, done.stdout)
        file = self.record()
        self.assertIn("The same", self.run_program("compare", file, file).stdout)

    def test_what_is_no_recording_is_refused_on_either_side(self):
        file = self.record()
        pathlib.Path(self.path("notes.ktr")).write_text("my notes\n")
        for bad in "notes.ktr", "nowhere.ktr":
            self.assert_refused(bad, "compare", file, self.path(bad))
            self.assert_refused(bad, "compare", self.path(bad), file)
        self.assert_refused("B", "compare", file)

    def test_both_designs_in_words_are_as_kept(self):
        """Its layout: figures are masked, for they change with every step that the protocol is given."""
        printed = self.run_program("compare", *self.pair("three-callers")).stdout
        printed = re.sub(r" +", " ", re.sub(r"[+-]?\d[\d.,]*( [nµm]?s\b)?", "N", printed))
        if os.environ.get("KTS_UPDATE_GOLDEN") == "1":
            GOLDEN.write_text(printed)
        self.assertEqual(printed, GOLDEN.read_text(), "look at it, then KTS_UPDATE_GOLDEN=1")

    def test_a_picture_is_drawn_in_each_format_and_its_facts_are_told(self):
        files = self.pair("three-callers")
        for name, begin in ("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF"):
            facts = self.facts("compare", *files, "-o", self.path(name), "--theme", "dark", "--size", "900x600")
            self.assert_shape(facts, COMPARE | DRAWN)
            content = pathlib.Path(self.path(name)).read_bytes()
            self.assertTrue(content.startswith(begin), name)
            self.assertEqual((facts["file"], facts["bytes"], facts["theme"], facts["width"], facts["height"]),
                             (self.path(name), len(content), "dark", 900, 600))
        self.assertIn("a.png", self.run_program("compare", *files, "-o", self.path("a.png")).stdout)
        self.assertNotIn("file", self.facts("compare", *files))

    def test_the_same_runs_give_the_same_picture_and_others_another(self):
        files = self.pair("three-callers")
        pictures = []
        for order in files, files, files[::-1], [files[0], files[0]]:
            self.facts("compare", *order, "-o", self.path("a.png"))
            pictures.append(pathlib.Path(self.path("a.png")).read_bytes())
        self.assertEqual(pictures[0], pictures[1])
        self.assertEqual(len(set(pictures)), 3)

    def test_runs_that_have_little_in_common_are_drawn_too(self):
        whole, other = self.record("whole.ktr"), self.record("other.ktr", "never-woken")
        part, threads = self.path("part.ktr"), self.record("threads.ktr", "storm", "--runtime", "threads")
        self.facts("record", "three-callers", "-o", part, "--max-events", "60", exit=3)
        for a, b in (whole, part), (part, part), (whole, other), (other, threads), (threads, part):
            for size in "200x200", "900x600", "1600x1000":
                facts = self.facts("compare", a, b, "-o", self.path("a.png"), "--size", size)
                self.assertGreater(facts["bytes"], 1000)

    def test_what_cannot_be_drawn_is_refused_and_nothing_is_printed_or_lost(self):
        file = self.record()
        for options, naming in ((["-o", self.path("a.gif")], "a.gif"), (["-o", file], "run.ktr"),
                                (["-o", self.path("nowhere/a.png")], "nowhere"),
                                (["-o", self.path("a.png"), "--theme", "pink"], "pink"),
                                (["-o", self.path("a.png"), "--size", "3x3"], "3x3"),
                                (["--size", "900x600"], "--size"), (["--theme", "dark"], "--theme")):
            self.assert_refused(naming, "compare", file, file, *options)
        self.assertFalse(pathlib.Path(self.path("a.png")).exists())
        self.assertEqual(self.facts("check", file)["ok"], True)
        notes = pathlib.Path(self.path("notes.png"))
        notes.write_text("my notes\n")
        self.assert_refused("notes.png", "compare", file, file, "-o", str(notes))
        self.assertEqual(notes.read_text(), "my notes\n")
