# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks spin's model and the program's explorer the same questions: they must give the same answers.

    check_oracle.py PROGRAM               compares, and prints a line a question
    check_oracle.py PROGRAM --self-test   a wrong model and a wrong answer must be noticed
"""
import json
import resource
import subprocess
import sys
from typing import NamedTuple

import model

SKIPPED = 77  # as SKIP_RETURN_CODE in CMakeLists.txt

# What each change of the protocol does, in the words of `explore --json`; nothing: it does no harm.
WRONG = {
    "check-before-state": {"lost-wakeup"},
    "no-barrier": {"lost-wakeup"},  # with store buffers only
    "wake-before-add": {"lost-wakeup"},
    "add-without-lock": {"data-race"},  # with two callers or more
    "one-per-wake": {"lost-wakeup"},
    "done-before-result": {"data-race"},
    "late-copy": {"dead-memory"},
    "stop-info-late-init": {"data-race", "deadlock"},
    "created-before-kthreadd": {"rule-broken"},
    "shared-keventd": {"deadlock"},
    "completion-no-relock": {"dead-memory"},
    "drain-one-recheck": set(),
}
STOP = ["STOP", "UNTIL_STOPPED"]
BOTH = ("sc", "tso")


class World(NamedTuple):
    """A scenario with its parameters, the model's macros for it, and what of it is asked."""
    scenario: str
    settings: dict
    macros: list
    variants: object = None  # all that the scenario has, or these
    memories: tuple = ("sc",)


WORLDS = (
    World("one-create", {}, ["N=1"], memories=BOTH),
    World("storm", {"callers": 2, "requests": 1}, ["N=2"], memories=BOTH),
    World("storm", {"callers": 1, "requests": 2}, ["N=1", "REQUESTS=2"], ("one-per-wake", "drain-one-recheck")),
    World("create-and-stop", {"callers": 1}, ["N=1", *STOP], memories=BOTH),
    World("create-and-stop", {"callers": 2}, ["N=2", *STOP], ("stop-info-late-init",)),
    World("never-woken", {}, ["N=1", *STOP, "NEVER_WOKEN"], memories=BOTH),
    World("bind", {}, ["N=1", "BIND"], memories=BOTH),
    World("fork-fails", {"callers": 2}, ["N=2", "FORK_FAILS"]),
    World("boot", {"threads": 2}, ["N=1", "REQUESTS=2", "BOOT", "UNTIL_STOPPED"]),
    World("semaphore-held", {"callers": 1}, ["N=1", "SEMAPHORE_HELD"]),
)


class Question(NamedTuple):
    world: World
    design: str
    variant: object
    memory: str

    def macros(self):
        extra = ["WORKQUEUE"] if self.design == "workqueue" else []
        extra += [self.variant.upper().replace("-", "_")] if self.variant else []
        return self.world.macros + extra + (["TSO"] if self.memory == "tso" else [])

    def settings(self):
        chosen = dict(self.world.settings, design=self.design)
        if self.variant:
            chosen["variant"] = self.variant
        return chosen

    def expected(self):
        """What the protocol's own reasoning says; an empty set: nothing can go wrong."""
        harmless = (self.variant == "no-barrier" and self.memory == "sc") or \
            (self.variant == "add-without-lock" and "N=1" in self.world.macros)
        return set() if harmless or not self.variant else WRONG[self.variant]

    def __str__(self):
        set_to = " ".join(f"{name}={value}" for name, value in self.settings().items())
        return f"{self.world.scenario} {set_to} {self.memory}"


def questions(known):
    """All that the program and the model both have; `known` is what the program's `scenarios --json` prints."""
    known = {scenario["name"]: scenario for scenario in known}
    for world in WORLDS:
        scenario = known.get(world.scenario)
        if not scenario:
            continue
        for memory in world.memories:
            for design in scenario["designs"]:
                # The semaphore is fought for by a work item; the old design's boot is not in the model.
                unmodelled = "kthreadd" if "SEMAPHORE_HELD" in world.macros else \
                    "workqueue" if "BOOT" in world.macros else None
                if design != unmodelled:
                    yield Question(world, design, None, memory)
            for variant in scenario["variants"]:
                design = "workqueue" if variant == "shared-keventd" else scenario["design"]
                chosen = world.variants is None or variant in world.variants
                if variant in WRONG and chosen and (memory == "sc" or variant == "no-barrier"):
                    yield Question(world, design, variant, memory)


def ask_program(program, question):
    """Nothing when all orders end well, else the kind of what it found."""
    command = [program, "explore", question.world.scenario, "--json", "--max-seconds", "120",
               "--memory", question.memory]
    for name, value in question.settings().items():
        command += ["--set", f"{name}={value}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode not in (0, 1):
        raise RuntimeError(" ".join(command) + f" ended with {done.returncode}: {done.stderr}")
    facts = json.loads(done.stdout)
    return {facts["finding"]["kind"]} if facts["verdict"] == "counterexample" else set()


def disagreement(question, ends, answer):
    """Why the three do not say the same, or nothing. The program stops at its first finding, the model does
    not: so the program's must be one of the model's."""
    wrong = ends - {model.GOOD}
    expected = question.expected()
    if bool(wrong) != bool(expected) or (expected and not wrong & expected):
        return f"the model says {words(wrong)}, and should say {words(expected)}"
    if model.GOOD not in ends and not wrong:
        return "no order of the model comes to an end"
    if bool(answer) != bool(wrong) or not answer <= wrong:
        return f"the program says {words(answer)}, the model {words(wrong)}"
    return ""


def words(findings):
    return " or ".join(sorted(findings)) or "ok"


def compare(program, known):
    problems = asked = 0
    for question in questions(known):
        ends, states = model.ends_of(question.macros())
        answer = ask_program(program, question)
        why = disagreement(question, ends, answer)
        said = words(ends - {model.GOOD})
        print(f"{question}: {why or said}; {states} states", flush=True)
        problems += bool(why)
        asked += 1
    unknown = {variant for scenario in known for variant in scenario["variants"]} - set(WRONG)
    if unknown:
        print("not in the model:", ", ".join(sorted(unknown)))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{asked} questions, {problems} answered differently, {used.ru_utime + used.ru_stime:.0f} s of CPU")
    return problems == 0 and asked > len(WORLDS)


def self_test(program, known):
    """Every change of the model that does harm must be noticed when it is made behind the comparison's back,
    and so must a model that has lost it, and every answer that is not the right one."""
    missed = tried = 0

    def must_disagree(what, question, ends, answer):
        nonlocal missed, tried
        why = disagreement(question, ends, answer)
        print(f"{what}: " + (why or "NOT NOTICED"))
        missed += not why
        tried += 1

    one = [question for question in questions(known) if question.world is WORLDS[0] and question.memory == "sc"]
    protocol = next(question for question in one if not question.variant and question.design == "kthreadd")
    answer = ask_program(program, protocol)
    barrier = next(question for question in questions(known) if question.variant == "no-barrier" and
                   question.memory == "tso")
    must_disagree("no-barrier, answered without store buffers", barrier, model.ends_of(barrier.macros())[0],
                  ask_program(program, barrier._replace(memory="sc")))
    for question in one:
        if question.variant and question.expected():
            ends, _ = model.ends_of(question.macros())
            must_disagree(f"the protocol, modelled with {question.variant}", protocol, ends, answer)
            must_disagree(f"{question.variant}, modelled without", question,
                          model.ends_of(protocol.macros())[0], ask_program(program, question))
            for wrong in {"livelock"}, set():
                must_disagree(f"{question.variant}, answered with {words(wrong)}", question, ends, wrong)
    must_disagree("the protocol, answered with deadlock", protocol, {model.GOOD}, {"deadlock"})
    must_disagree("a model that never ends", protocol, set(), answer)
    print(f"{tried} tried, {missed} not noticed")
    return missed == 0 and tried > 10


def main():
    missing = model.what_is_missing()
    if missing:
        print(f"skipped: there is no {' and no '.join(missing)} here to run the model with")
        return SKIPPED
    program = sys.argv[1]
    known = json.loads(subprocess.run([program, "scenarios", "--json"], capture_output=True, check=True).stdout)
    good = self_test(program, known) if sys.argv[2:] == ["--self-test"] else compare(program, known)
    return 0 if good else 1


sys.exit(main())
