# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the Promela model in spin, and says how its orders can end."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

SOURCES = pathlib.Path(__file__).resolve().parent
GOOD = "good-end"


def what_is_missing():
    """The programs that the model needs and that are not here."""
    return [program for program in ("spin", "cc") if shutil.which(program) is None]


def run(command, folder):
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=300, env=os.environ | {"LC_ALL": "C"})
    if done.returncode != 0:
        raise RuntimeError(" ".join(command) + ":\n" + done.stdout)
    return done.stdout


def ends_of(macros):
    """Every way in which an order of the model can end, and the number of its states.

    The search goes on after an assertion is violated; pan prints one each time that it is another one than
    the last. A search that was not complete is an error, never an answer.
    """
    with tempfile.TemporaryDirectory() as folder:
        for source in SOURCES.glob("*.pml"):
            shutil.copy(source, folder)
        said = run(["spin", *("-D" + macro for macro in macros), "-a", "oracle.pml"], folder)
        if "rror" in said:
            raise RuntimeError(said)
        # Optimising costs more than such a short search gives back.
        run(["cc", "-O0", "-w", "-DSAFETY", "-DNOREDUCE", "-DNOCLAIM", "-DNOFAIR", "-o", "pan", "pan.c"], folder)
        said = run(["./pan", "-c0", "-n", "-w18", "-m20000"], folder)
    states = re.search(r"^ *(\d+) states, stored", said, re.M)
    if not states or not re.search(r"^Full statespace search", said, re.M) or "max search depth" in said:
        raise RuntimeError("the search is not complete:\n" + said)
    found = re.findall(r"^pan:\d+: (.*) \(at depth", said, re.M)
    ends = {re.fullmatch(r"assertion violated +!\((\w+)\)", what) for what in found}
    if None in ends or not ends:
        raise RuntimeError("not one of the model's own findings:\n" + said)
    return {end[1].replace("_", "-") for end in ends}, int(states[1])
