# SPDX-License-Identifier: GPL-2.0-or-later
import os
import signal
import subprocess

from program import FINDING, PROGRAM, Number, OneOf, OrNull, ProgramTest

EXPLORE = {"scenario": str, "method": OneOf("graph", "dpor", "bounded", "random", "pct"), "memory": OneOf("sc", "tso"),
           "granularity": OneOf("sync", "fine"), "verdict": OneOf("proved", "counterexample", "bound-reached"),
           "states": int, "transitions": int, "executions": int, "seconds": Number, "peak_rss_bytes": int,
           "finding": OrNull(FINDING), "sites_reached": int, "sites": int, "sites_missed": list,
           "rules_tried": int, "rules_transitions": OrNull(int), "lost": int}


class Explore(ProgramTest):
    def test_every_field_is_there_with_its_type(self):
        for method in "graph", "dpor", "bounded":
            self.assert_shape(self.facts("explore", "one-create", "--method", method), EXPLORE)
        for method in "random", "pct":
            facts = self.facts("explore", "one-create", "--method", method, "--max-seconds", "1", exit=3)
            self.assert_shape(facts, EXPLORE)
            self.assertGreater(facts["executions"], 0)

    def test_the_protocol_is_proved_with_exit_0(self):
        facts = self.facts("explore", "create-and-stop")
        self.assertEqual((facts["verdict"], facts["finding"], facts["doomed"]), ("proved", None, 0))

    def test_a_defect_is_a_counterexample_with_exit_1_and_its_story_a_recording(self):
        story = self.path("story.ktr")
        facts = self.facts("explore", "storm", "--set", "callers=2", "--set", "requests=1", "--set",
                           "variant=check-before-state", "-o", story, exit=1)
        self.assertEqual((facts["verdict"], facts["finding"]["kind"]), ("counterexample", "lost-wakeup"))
        self.assertEqual(facts["finding"]["preemptions"], 1)
        self.assertGreater(facts["random_chance"], 0)
        self.assertIn("kthreadd tests whether kthread_create_list is empty", facts["explanation"])
        info = self.facts("info", story)
        self.assertEqual(info["schedule"], facts["finding"]["schedule"])
        self.assertEqual(info["runs"][0]["verdict"], "lost-wakeup")
        self.assertEqual(facts["finding"]["seq"], info["events"] - 1)
        self.assertEqual(facts["twin"], self.path("story-twin.ktr"))
        self.assertEqual(self.facts("info", facts["twin"])["runs"][0]["verdict"], "finished")
        parted = self.facts("compare", story, facts["twin"])["first_difference"]
        self.assertLess(parted["a_seq"], info["events"])
        again = self.facts("record", "storm", "--set", "callers=2", "--set", "requests=1", "--set",
                           "variant=check-before-state", "--schedule", facts["finding"]["schedule"],
                           "-o", self.path("again.ktr"), exit=1)
        self.assertEqual(again["finding"]["sentence"], facts["finding"]["sentence"])
        self.assertEqual(again["finding"]["preemptions"], facts["finding"]["preemptions"])

    def test_a_livelock_is_a_counterexample_whose_story_goes_around_once(self):
        story = self.path("around.ktr")
        facts = self.facts("explore", "suspend", "--set", "drivers=0", "--set", "variant=kthreadd-freezeable",
                           "-o", story, exit=1)
        self.assertEqual((facts["verdict"], facts["finding"]["kind"]), ("counterexample", "livelock"))
        self.assertIn("kthreadd in kthreadd()", facts["finding"]["sentence"])
        info = self.facts("info", story)
        self.assertEqual(info["runs"][0]["verdict"], "rule-broken")
        self.assertEqual(facts["finding"]["seq"], info["events"] - 1)
        checked = self.facts("check", story, exit=1)
        self.assertEqual(checked["rerun"], "identical")
        broken = [rule["name"] for rule in checked["invariants"] if not rule["ok"]]
        self.assertEqual(broken, ["no-livelock"])

    def test_it_is_said_which_lines_of_the_protocol_no_order_reaches(self):
        facts = self.facts("explore", "one-create")
        self.assertEqual(facts["sites_reached"] + len(facts["sites_missed"]), facts["sites"])
        self.assertGreater(facts["sites_reached"], 20)
        stopping = self.facts("explore", "create-and-stop")
        self.assertLess(set(stopping["sites_missed"]), set(facts["sites_missed"]))
        self.assertGreater(facts["rules_tried"], 0)

    def test_the_rules_are_tried_on_some_runs_or_until_each_transition_is_made(self):
        storm = ("explore", "storm", "--set", "callers=2", "--set", "requests=1")
        some, each = self.facts(*storm, "--rules", "some"), self.facts(*storm, "--rules", "all")
        self.assertEqual((some["verdict"], each["verdict"]), ("proved", "proved"))
        self.assertEqual(some["rules_transitions"], self.facts(*storm)["rules_transitions"])
        self.assertLess(some["rules_transitions"], some["transitions"])
        self.assertEqual(each["rules_transitions"], each["transitions"])
        self.assertGreater(each["rules_tried"], some["rules_tried"])
        for facts, made in (some, f"{some['rules_transitions']:,}"), (each, "each"):
            self.assertIn(f"The rules were tried on {facts['rules_tried']:,} runs, which make {made} of the "
                          f"{facts['transitions']:,} transitions.", facts["guarantee"])
        classes = self.facts("explore", "one-create", "--method", "dpor", "--rules", "all")
        self.assertEqual((classes["rules_tried"], classes["rules_transitions"]), (classes["executions"], None))

    def test_rules_that_a_bound_keeps_from_being_tried_are_no_proof(self):
        facts = self.facts("explore", "three-callers", "--rules", "all", "--max-seconds", "3", exit=3)
        self.assertEqual((facts["verdict"], facts["bound"]), ("bound-reached", "time"))
        self.assertLess(facts["rules_transitions"] or 0, facts["transitions"])

    def test_symmetry_changes_the_states_and_not_the_orders(self):
        storm = ("explore", "storm", "--set", "callers=2", "--set", "requests=1")
        alike, apart = self.facts(*storm), self.facts(*storm, "--no-symmetry")
        self.assertLess(alike["states"], apart["states"])
        self.assertAlmostEqual(alike["interleavings"] / apart["interleavings"], 1)

    def test_no_barrier_is_proved_under_sc_and_loses_a_wakeup_under_tso(self):
        barrier = ("explore", "one-create", "--set", "variant=no-barrier", "--memory")
        self.assertEqual(self.facts(*barrier, "sc")["verdict"], "proved")
        self.assertEqual(self.facts("explore", "one-create", "--memory", "tso")["verdict"], "proved")
        story = self.path("story.ktr")
        facts = self.facts(*barrier, "tso", "-o", story, exit=1)
        self.assertEqual((facts["memory"], facts["finding"]["kind"]), ("tso", "lost-wakeup"))
        self.assertIn("~", facts["finding"]["schedule"])
        self.assertIn("a store of kthreadd reaches memory", facts["explanation"])
        self.assertEqual(self.facts("info", story)["memory"], "tso")
        self.assertEqual(self.facts("info", facts["twin"])["runs"][0]["verdict"], "finished")
        checked = self.facts("check", story, exit=1)
        self.assertEqual((checked["integrity"], checked["fold"], checked["rerun"]), (True, True, "identical"))
        events = next(rule["events"] for rule in checked["invariants"] if rule["name"] == "no-lost-wakeup")
        self.assertEqual([one["role"] for one in events], ["state", "read", "change", "wake", "store", "sleep"])
        kinds = self.facts("query", story, "select kind, effect from event order by seq")
        self.assertEqual([kinds[one["seq"]]["kind"] for one in events],
                         ["__set_current_state", "list_empty", "store_drained", "try_to_wake_up", "store_drained",
                          "schedule"])

    def test_two_cores_tell_what_one_does(self):
        storm = ("explore", "storm", "--set", "callers=3", "--set", "requests=1", "--jobs")
        one, two = self.facts(*storm, "1"), self.facts(*storm, "2")
        for facts in one, two:
            del facts["seconds"], facts["peak_rss_bytes"]
        self.assertEqual(one, two)

    def test_a_bound_is_said_with_exit_3(self):
        large = ("explore", "storm", "--set", "callers=7", "--set", "requests=3")
        for option, value, bound in ("--max-seconds", "0.2", "time"), ("--max-memory", "20M", "memory"):
            facts = self.facts(*large, option, value, exit=3)
            self.assertEqual((facts["verdict"], facts["bound"], facts["finding"]), ("bound-reached", bound, None))
            self.assertGreater(facts["states"], 0)

    def test_an_interrupt_ends_it_and_says_what_was_covered(self):
        with subprocess.Popen([PROGRAM, "explore", "storm", "--set", "callers=7", "--set", "requests=3"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            self.wait_until_it_heeds(process, signal.SIGINT)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, err), (3, ""), out)
        self.assertIn("cancelled", out)
        self.assertIn("states", out)

    def test_what_is_wrong_is_named_in_one_line(self):
        self.assert_refused("nothing", "explore", "nothing")
        self.assert_refused("--method magic", "explore", "one-create", "--method", "magic")
        self.assert_refused("--max-seconds never", "explore", "one-create", "--max-seconds", "never")
        self.assert_refused("--max-memory lots", "explore", "one-create", "--max-memory", "lots")
        self.assert_refused("--memory magic", "explore", "one-create", "--memory", "magic")
        self.assert_refused("--rules magic", "explore", "one-create", "--rules", "magic")
        self.assert_refused("--rules all", "explore", "one-create", "--rules", "all", "--method", "bounded")
        for jobs in "0", "many", "257":
            self.assert_refused("--jobs " + jobs, "explore", "one-create", "--jobs", jobs)
        self.assert_refused("--jobs 2", "explore", "one-create", "--jobs", "2", "--method", "dpor")
        self.assert_refused("--seed", "explore", "one-create", "--seed", "3")
        self.assert_refused("variant", "explore", "one-create", "--set", "variant=none-such")
        self.assert_refused("callers", "explore", "storm", "--set", "callers=500")
        self.assert_refused(str(self.folder), "explore", "one-create", "-o", str(self.folder))
        self.assert_refused("-o", "explore", "one-create", "-o", "")
        for nowhere in "no-folder/story.ktr", "story.ktr/story.ktr":
            self.assert_refused(nowhere, "explore", "one-create", "-o", self.path(nowhere))
        self.assertEqual(os.listdir(self.folder), [])
