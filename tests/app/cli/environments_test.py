# SPDX-License-Identifier: GPL-2.0-or-later
"""What each task is and has at its end, in every scenario and both designs, with the reason for each value in
the kernel of that time: 2.6.22 for kthreadd, 2.6.21 for the work queue."""
from program import ProgramTest

ALL = "0xffffffffffffffff"
NOFREEZE = "0x8000"
KEYS = ("ppid", "comm", "nice", "cpus_allowed", "blocked_signals", "sigchld", "flags")


def task(ppid, comm, nice=0, cpus=ALL, blocked="0x0", sigchld="default", flags="0x0"):
    return (ppid, comm, nice, cpus, blocked, sigchld, flags)


# Nobody's child; it never changes anything of what start_kernel() begins with.
SWAPPER = task(0, "swapper")
# Made by rest_init() from PID 0, named by what it executes. It blocks and ignores nothing.
INIT = task(0, "init")
# kthreadd_setup(): every signal blocked, SIGCHLD ignored so that its children reap themselves, nice -5, every CPU.
# kthreadd() then sets PF_NOFREEZE: it never comes to a freezing point.
KTHREADD = task(0, "kthreadd", nice=-5, blocked=ALL, sigchld="ignore", flags=NOFREEZE)
# The worker of the queue "kthread": made by PID 1 itself, before there was that queue. worker_thread(): the same
# values as above, each set by the worker; the mask of its CPUs by kthread(), as in every new thread.
HELPER = task(1, "kthread", nice=-5, blocked=ALL, sigchld="ignore", flags=NOFREEZE)
# A process that nothing has contaminated, and a child of PID 1.
def process(comm):
    return task(1, comm)


def kthread(ppid, comm, **own):
    """Of kthreadd or of the helper's worker: everything inherited but PF_NOFREEZE, which fork takes away."""
    return task(ppid, comm, **({"nice": -5, "blocked": ALL, "sigchld": "ignore"} | own))


def early(comm, **own):
    """Made by PID 1 itself: kthread() blocks the signals and allows all CPUs, and nobody repairs nice and SIGCHLD."""
    return task(1, comm, **({"nice": 0, "blocked": ALL} | own))


# What a thread or a process has that others of its kind have not, by scenario and name.
# worker_thread() of both designs sets nice and PF_NOFREEZE for itself; the old one's ignores SIGCHLD, too, which the new
# one's has from kthreadd.
WORKER = {"nice": -5, "sigchld": "ignore", "flags": NOFREEZE}
OWN = {
    ("bind", "worker/1"): {"cpus": "0x2"},  # kthread_bind(thread, 1), while it is parked
    ("suspend", "migration/3"): {"cpus": "0x2"},  # the CPU that comes up is CPU 1, whose thread is bound to it
    ("freezer-wakes-parked", "events/0"): WORKER,
    ("semaphore-held", "events/0"): WORKER,
    # do_basic_setup(): those of each CPU are bound to it, and carry PF_NOFREEZE, for they do suspend's own work.
    ("circular-boot", "migration/0"): {"cpus": "0x1", "flags": NOFREEZE},
    ("circular-boot", "ksoftirqd/0"): {"cpus": "0x1", "flags": NOFREEZE, "nice": 19},  # set_user_nice(current, 19)
    ("circular-boot", "watchdog/0"): {"cpus": "0x1", "flags": NOFREEZE},
    # Work queues: one of a single thread is bound to no CPU.
    ("circular-boot", "events/0"): {"cpus": "0x1"} | WORKER,
    ("circular-boot", "khelper"): WORKER,
    ("circular-boot", "kblockd/0"): {"cpus": "0x1"} | WORKER,
    ("circular-boot", "aio/0"): {"cpus": "0x1"} | WORKER,
    # The process that is there to be odd; who it forks is as odd.
    ("contaminated-parent", "modprobe"): {"nice": 7, "cpus": "0x2", "blocked": "0x4a02", "sigchld": "ignore"},
    ("reaped", "ignores"): {"sigchld": "ignore"},  # by its own wish, and inherited
}
# Who was forked by a process that is still there; the others' parents have exited, or PID 1 itself forked them.
PARENTS = {("contaminated-parent", 102): 101} | {("reaped", pid): 101 + pid % 2 for pid in range(104, 110)}


def expected(scenario, design, each, of_request):
    """The values of a task that is neither PID 0 nor 1, nor the one that makes threads."""
    comm, own = each["comm"], OWN.get((scenario, each["comm"]), {})
    if not of_request and comm != "events/0":
        return task(PARENTS.get((scenario, each["pid"]), 1), comm, **own)
    # Before there is the queue "kthread" PID 1 makes threads itself; so it makes the workers of the queues of boot.
    if design == "workqueue" and each["ppid"] == 1:
        return early(comm, **own)
    return kthread(2 if design == "kthreadd" else 7, comm, **own)


class Environments(ProgramTest):
    maxDiff = None

    def tasks(self, scenario, design, *options):
        file = self.path(f"{scenario}-{design}.ktr")
        # 0, or 1 where a run is there to go wrong.
        done = self.run_program("record", scenario, "-o", file, "--set", f"design={design}", *options)
        self.assertIn(done.returncode, (0, 1), done)
        return self.facts("info", file)

    def assert_tasks(self, expected, scenario, design, *options):
        """`expected`: by PID."""
        tasks = {t["pid"]: tuple(t[key] for key in KEYS) for t in self.tasks(scenario, design, *options)["tasks"]}
        self.assertEqual(tasks, expected, (scenario, design))

    def test_every_task_of_every_scenario_has_what_its_design_promises(self):
        for scenario in self.facts("scenarios"):
            for design in scenario["designs"]:
                small = [] if scenario["name"] != "wait-family" else ["--set", "direct=4", "--set", "threads=3"]
                small += [] if scenario["name"] != "storm" else ["--set", "callers=4", "--set", "requests=3"]
                facts = self.tasks(scenario["name"], design, *small)
                made = {request["child"] for request in facts["requests"]}
                makers = {0: SWAPPER, 1: INIT} | ({2: KTHREADD} if design == "kthreadd" else {7: HELPER})
                for each in facts["tasks"]:
                    wanted = makers.get(each["pid"]) or expected(scenario["name"], design, each, each["id"] in made)
                    where = (scenario["name"], design, each)
                    self.assertEqual(tuple(each[key] for key in KEYS), wanted, where)
                    # init_task's: kthreadd shares them, and kthread() of the old design takes references.
                    if each["id"] in made:
                        self.assertEqual((each["fs"], each["files"]), (0, 0), where)

    def test_only_the_boot_of_the_old_design_makes_threads_without_its_queue(self):
        for scenario in self.facts("scenarios"):
            if "workqueue" in scenario["designs"] and scenario["name"] != "circular-boot":
                facts = self.tasks(scenario["name"], "workqueue", *(["--set", "threads=3"] if
                                                                     scenario["name"] == "wait-family" else []))
                made = {request["child"] for request in facts["requests"]} - {None}
                self.assertEqual({t["ppid"] for t in facts["tasks"] if t["id"] in made}, {7}, scenario["name"])

    def test_a_thread_and_its_caller(self):
        self.assert_tasks({0: SWAPPER, 1: INIT, 2: KTHREADD, 101: process("caller 1"), 102: kthread(2, "worker/1")},
                          "one-create", "kthreadd")
        self.assert_tasks({0: SWAPPER, 1: INIT, 7: HELPER, 101: process("caller 1"), 102: kthread(7, "worker/1")},
                          "one-create", "workqueue")

    def test_what_the_boot_makes(self):
        """migration/0, ksoftirqd/0 and watchdog/0 before, and events/0 and khelper in, do_basic_setup(); then the
        initcalls. Those per CPU are bound; work queues set nice -5 and PF_NOFREEZE for themselves."""
        one = {"cpus": "0x1"}
        worker = {"nice": -5, "flags": NOFREEZE}
        self.assert_tasks(
            {0: SWAPPER, 1: INIT, 2: KTHREADD,
             3: kthread(2, "migration/0", flags=NOFREEZE, **one),
             # ksoftirqd() makes itself the last in the queue of the runnable.
             4: kthread(2, "ksoftirqd/0", nice=19, flags=NOFREEZE, **one),
             5: kthread(2, "watchdog/0", flags=NOFREEZE, **one),
             6: kthread(2, "events/0", **worker, **one), 7: kthread(2, "khelper", **worker),
             8: kthread(2, "kblockd/0", **worker, **one), 9: kthread(2, "aio/0", **worker, **one)},
            "circular-boot", "kthreadd")
        # PID 2 is migration/0: there is no kthreadd. What worker_thread() of the old design ignores, it ignores itself.
        ignores = worker | {"sigchld": "ignore"}
        self.assert_tasks(
            {0: SWAPPER, 1: INIT,
             2: early("migration/0", flags=NOFREEZE, **one),
             3: early("ksoftirqd/0", nice=19, flags=NOFREEZE, **one),
             4: early("watchdog/0", flags=NOFREEZE, **one),
             5: early("events/0", **ignores, **one), 6: early("khelper", **ignores),
             7: HELPER,  # as in a process tree of that kernel
             8: kthread(7, "kblockd/0", **worker, **one), 9: kthread(7, "aio/0", **worker, **one)},
            "circular-boot", "workqueue")

    def test_what_an_odd_process_hands_down(self):
        """modprobe, nice 7, on CPU 1, blocks 0x4a02 and ignores SIGCHLD; a thread that it forks keeps all of that and
        its name, for kernel_thread() cleans nothing. Who asks for a thread hands down nothing at all."""
        odd = {"nice": 7, "cpus": "0x2", "blocked": "0x4a02", "sigchld": "ignore"}
        for design, maker, ppid in ("kthreadd", {2: KTHREADD}, 2), ("workqueue", {7: HELPER}, 7):
            self.assert_tasks({0: SWAPPER, 1: INIT, 101: task(1, "modprobe", **odd),
                               102: task(101, "modprobe", **odd), 103: kthread(ppid, "worker/1")} | maker,
                              "contaminated-parent", design)

    def test_what_nobody_cleans(self):
        """Without kthreadd_setup() a thread has what PID 0 has; without the cleaning in kthread() the old design's has
        what its worker set for itself, and PID 1's files."""
        left = "--set", "variant=environment-not-cleaned"
        tasks = {t["pid"]: t for t in self.tasks("contaminated-parent", "kthreadd", *left)["tasks"]}
        self.assertEqual(tuple(tasks[103][key] for key in KEYS), task(2, "worker/1"))
        tasks = {t["pid"]: t for t in self.tasks("contaminated-parent", "workqueue", *left)["tasks"]}
        self.assertEqual(tuple(tasks[103][key] for key in KEYS), kthread(7, "worker/1"))
        self.assertEqual((tasks[103]["fs"], tasks[103]["files"]), (0, 1))

    def test_whose_child_a_thread_is(self):
        """Two that insmod forked are PID 1's once insmod has exited, the short one to its end. modprobe's is not."""
        for design, maker, ppid in ("kthreadd", {2: KTHREADD}, 2), ("workqueue", {7: HELPER}, 7):
            facts = self.tasks("whose-child", design)
            tasks = [tuple(t[key] for key in KEYS) for t in facts["tasks"] if t["pid"] > 102]
            self.assertEqual(sorted(tasks), sorted([task(1, "insmod"), task(1, "insmod"), kthread(ppid, "worker/1")]))
            exits = {t["comm"]: t["exit"] for t in facts["tasks"] if t["pid"] in (101, 102)}
            self.assertEqual(exits, {"insmod": 0, "modprobe": 0})

    def test_whose_children_stay_zombies(self):
        """The careless parent neither ignores SIGCHLD nor waits; when it exits, PID 1 does wait."""
        for design in "kthreadd", "workqueue":
            self.assertEqual(self.tasks("reaped", design, "--set", "children=5")["zombies"], 5)
            self.assertEqual(self.tasks("reaped", design, "--set", "children=5", "--set", "exits=1")["zombies"], 0)

    def test_the_source_of_each_value(self):
        def where(task, field):
            source = task["sources"][field]
            return source["task"], source["function"]
        tasks = {t["pid"]: t for t in self.tasks("contaminated-parent", "kthreadd")["tasks"]}
        kthreadd, modprobe = tasks[2]["id"], tasks[101]["id"]
        for field in "nice", "cpus_allowed", "blocked_signals", "sigchld":
            self.assertEqual(where(tasks[102], field), (modprobe, None), field)
            self.assertEqual(where(tasks[103], field), (kthreadd, "kthreadd_setup"), field)
        self.assertEqual(where(tasks[103], "files"), (tasks[0]["id"], None))
        tasks = {t["pid"]: t for t in self.tasks("contaminated-parent", "workqueue")["tasks"]}
        worker, thread = tasks[7]["id"], tasks[103]["id"]
        self.assertEqual({field: where(tasks[103], field) for field in tasks[103]["sources"]},
                         {"nice": (worker, "worker_thread"), "sigchld": (worker, "worker_thread"),
                          "cpus_allowed": (thread, "kthread"), "blocked_signals": (thread, "kthread"),
                          "flags": (worker, "keventd_create_kthread"),
                          "fs": (thread, "kthread_exit_files"), "files": (thread, "kthread_exit_files")})
        # The event that a source names is the one that its function made.
        query = self.facts("query", self.path("contaminated-parent-workqueue.ktr"),
                           f"SELECT kind, task FROM event WHERE seq = {tasks[103]['sources']['nice']['seq']}")
        self.assertEqual(query, [{"kind": "set_user_nice", "task": worker}])

    def test_people_read_where_a_thread_has_it_from(self):
        self.tasks("contaminated-parent", "kthreadd")
        said = self.run_program("info", self.path("contaminated-parent-kthreadd.ktr")).stdout
        self.assertRegex(said, r"nice, CPUs, blocked, SIGCHLD +kthreadd, in kthreadd_setup\(\)")
        self.assertRegex(said, r"everything +modprobe")
