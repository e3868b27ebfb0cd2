# SPDX-License-Identifier: GPL-2.0-or-later
"""Includes go only along the arrows of ARCHITECTURE.md. `check_layers.py --self-test` tries the rules."""
import re
import sys

from tree import files, finish

# Longest folder first decides. What stands here may be included; nothing else of the project may.
ARROWS = {
    "engine/vocabulary": ["engine/vocabulary"],
    "engine": ["engine"],
    "recordings": ["recordings", "engine/vocabulary"],
    "views": ["views", "recordings", "engine/vocabulary"],
    "app": ["app", "views", "recordings", "engine"],
    "tests": ["tests", "app", "views", "recordings", "engine"],
    "bench": ["recordings", "engine", "views"],
}
POSIX = r"(sys|linux)/.*|(unistd|pthread|fcntl|signal|errno|sched|x86intrin|immintrin|poll|malloc)\.h|sanitizer/.*"
QT = r"Q[A-Za-z]\w*|Qt\w+/[\w.]+"
# Libraries that a folder may include beside the C++ standard library.
LIBRARIES = {
    "engine/vocabulary": r"",
    "engine": rf"boost/.*|{POSIX}|cpuid\.h",
    "recordings": rf"SQLiteCpp/.*|sqlite3(ext)?\.h|zstd\.h|{POSIX}",
    "views": QT,
    "app": rf"{QT}|CLI/.*|{POSIX}",
    "tests": rf"{QT}|gtest/.*|gmock/.*|benchmark/.*|SQLiteCpp/.*|sqlite3\.h|zstd\.h|CLI/.*|boost/.*|{POSIX}",
    "bench": rf"{QT}|benchmark/.*|{POSIX}",
}
STANDARD = r"[a-z_0-9]+"
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:<([^>]+)>|"([^"]+)")')


def storey_of(name):
    fitting = [folder for folder in ARROWS if name.startswith(folder + "/")]
    return max(fitting, key=len) if fitting else None


def why_not(name, library, own):
    """Why file `name` may not include <library> or "own", or nothing when it may."""
    storey = storey_of(name)
    if storey is None:
        return "source stands outside the storeys: " + ", ".join(ARROWS)
    if library is not None:
        if re.fullmatch(STANDARD, library) or re.fullmatch(LIBRARIES[storey], library):
            return None
        return f"{storey} may not use <{library}>"
    if "/" not in own:
        made = own.endswith(".moc") or own.startswith("moc_")
        return None if made else f'"{own}": name it from the top of the tree'
    if own.startswith("views/") and name.startswith("views/"):
        return None
    target = storey_of(own)
    if target == "engine" and "engine" not in ARROWS[storey]:
        return f'{storey} may not include "{own}"'
    if any(own.startswith(allowed + "/") for allowed in ARROWS[storey]):
        return None
    return f'{storey} may not include "{own}"'


def self_test():
    forbidden = [("engine/run.cpp", "QObject", None), ("engine/vocabulary/a.h", None, "engine/run.h"),
                 ("views/stage/a.cpp", None, "engine/run.h"), ("views/stage/a.cpp", "sqlite3.h", None),
                 ("recordings/a.cpp", None, "views/stage/a.h"), ("recordings/a.cpp", "QString", None),
                 ("app/a.cpp", "sqlite3.h", None), ("engine/vocabulary/a.h", "boost/json.hpp", None),
                 ("recordings/a.cpp", None, "engine/run.h"), ("engine/a.cpp", None, "recordings/recorder.h"),
                 ("other/a.cpp", "vector", None), ("app/a.cpp", None, "a.h")]
    allowed = [("engine/run.cpp", "boost/context/fiber.hpp", None), ("views/stage/a.cpp", "QPainter", None),
               ("recordings/a.cpp", None, "engine/vocabulary/event.h"), ("app/a.cpp", None, "engine/run.h"),
               ("app/a.cpp", None, "views/stage/a.h"), ("engine/vocabulary/a.h", "vector", None)]
    wrong = [f"should be forbidden: {case}" for case in forbidden if why_not(*case) is None]
    wrong += [f"should be allowed: {case}" for case in allowed if why_not(*case) is not None]
    finish(wrong, len(forbidden) + len(allowed))


def main():
    problems, checked = [], 0
    for path, name in files(".h", ".cpp"):
        checked += 1
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            why = why_not(name, found[1], found[2]) if found else None
            if why:
                problems.append(f"{name}:{number}: {why}")
    finish(problems, checked)


self_test() if sys.argv[1:] == ["--self-test"] else main()
