# SPDX-License-Identifier: GPL-2.0-or-later
"""The files of the source tree, and how a check ends."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = {"build", ".git", ".cache", "__pycache__"}


def files(*suffixes):
    """Every file with one of these endings (without any: every file), as (path, name in the tree)."""
    for path in sorted(ROOT.rglob("*")):
        name = path.relative_to(ROOT)
        if not path.is_file() or SKIPPED & set(name.parts):
            continue
        if not suffixes or path.suffix in suffixes:
            yield path, name.as_posix()


def finish(problems, checked):
    """Prints each problem on a line; the exit code says whether there was one, or nothing to look at."""
    for problem in problems:
        print(problem)
    print(f"{checked} checked, {len(problems)} to mend")
    sys.exit(1 if problems or not checked else 0)
