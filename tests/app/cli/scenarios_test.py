# SPDX-License-Identifier: GPL-2.0-or-later
from program import OneOf, OrNull, ProgramTest

BUILT_IN = ["one-create", "three-callers", "create-and-stop", "never-woken", "bind", "fork-fails", "boot",
            "boot-race", "circular-boot", "contaminated-parent", "whose-child", "wait-family", "reaped",
            "idle-load", "suspend", "freezer-wakes-parked", "semaphore-held", "stop-overtakes-wake",
            "stop-after-exit", "stop-inside-stop", "storm"]


class Scenarios(ProgramTest):
    def test_every_field_is_there_with_its_type(self):
        self.assert_shape(self.facts("scenarios"), [{
            "name": str, "title": str, "about": str, "tasks": int, "design": OneOf("kthreadd", "workqueue"),
            "variant": type(None), "designs": [str], "variants": [str], "variants_by_design": dict, "goes_wrong": OrNull(str),
            "parameters": [{"name": str, "default": int, "min": int, "max": int}]}])

    def test_the_named_scenarios_are_all_there(self):
        names = [scenario["name"] for scenario in self.facts("scenarios")]
        for name in BUILT_IN:
            self.assertIn(name, names)
        self.assertEqual(len(names), len(set(names)))

    def test_each_design_says_which_variants_are_its_own(self):
        for scenario in self.facts("scenarios"):
            by_design = scenario["variants_by_design"]
            self.assertEqual(list(by_design), scenario["designs"], scenario["name"])
            self.assertEqual(set(sum(by_design.values(), [])), set(scenario["variants"]), scenario["name"])
            for design, variants in by_design.items():
                for variant in variants:
                    done = self.run_program("record", scenario["name"], "--set", "design=" + design, "--set",
                                            "variant=" + variant, "-o", self.path("variant.ktr"))
                    self.assertIn(done.returncode, (0, 1), done)

    def test_defaults_are_among_what_can_be_set(self):
        for scenario in self.facts("scenarios"):
            self.assertIn(scenario["design"], scenario["designs"])
            for parameter in scenario["parameters"]:
                self.assertLessEqual(parameter["min"], parameter["default"])
                self.assertLessEqual(parameter["default"], parameter["max"])

    def test_a_run_with_the_defaults_has_as_many_tasks_as_it_says(self):
        for scenario in self.facts("scenarios"):
            file = self.record_whatever(scenario["name"] + ".ktr", scenario["name"])
            self.assertEqual(len(self.facts("info", file)["tasks"]), scenario["tasks"], scenario["name"])

    def test_people_get_a_line_for_each(self):
        done = self.run_program("scenarios")
        self.assertEqual(done.returncode, 0)
        for name in BUILT_IN:
            self.assertEqual(sum(line.split()[:1] == [name] for line in done.stdout.splitlines()), 1, name)
