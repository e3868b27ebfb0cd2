# SPDX-License-Identifier: GPL-2.0-or-later
"""The house style as far as a program can see it. `check_tree.py --self-test` tries the rules."""
import re
import sys

from tree import files, finish

MAX_LINES, MAX_COLUMNS, MAX_SCRIPT_COLUMNS, MAX_FUNCTION = 400, 110, 130, 75
CODE = {".h", ".cpp", ".py", ".sh", ".cmake", ""}
LICENCE = "SPDX-License-Identifier: GPL-2.0-or-later"
TEXT = CODE | {".md", ".txt", ".json", ".qrc"}

# The tree speaks of the program alone. (The words are taken apart so that this file passes, too.)
FORBIDDEN = [re.compile(words, re.I) for words in (
    r"\bissues? " r"#?\d", r"(?<![\w/&])#" r"\d{1,4}\b(?!\w)", r"\bthis " r"session\b", r"/wo" r"rk/",
    r"/ho" r"me/\w", r"/ro" r"ot/\w", r"py" r"pi\.org", r"registry\.npm" r"js", r"crates\." r"io", r"deb\.deb" r"ian\.org",
    r"proxy\.go" r"lang", r"\bAI " r"agent", r"language mo" r"del", r"TO" r"DO\b", r"FIX" r"ME\b",
    r"\bX" r"XX\b")]


NO_FUNCTION = (" ", "namespace", "class", "struct", "enum", "union", "}")


def is_code(name):
    return name.rpartition("/")[2].rpartition(".")[2] in {"h", "cpp", "py", "sh", "cmake"} or \
        name.endswith("CMakeLists.txt") or name in {"run", "run-tests", ".ci/run"}


def long_functions(name, lines):
    """Functions at the left margin, from their first line to the brace that closes them."""
    begin = None
    for number, line in enumerate(lines, 1):
        opens = line.endswith("{") and not line.startswith(NO_FUNCTION)
        if begin is None and opens and "=" not in line.partition("(")[0]:
            begin = number
        elif begin is not None and line == "}":
            if number - begin + 1 > MAX_FUNCTION:
                yield f"{name}:{begin}: a function of {number - begin + 1} lines: at most {MAX_FUNCTION}"
            begin = None
        elif line.startswith("}"):
            begin = None


def problems_of(name, text):
    lines = text.splitlines()
    if is_code(name):
        if not any(LICENCE in line for line in lines[:2]):
            yield f"{name}:1: no licence line: {LICENCE}"
        if len(lines) > MAX_LINES:
            yield f"{name}: {len(lines)} lines: at most {MAX_LINES}"
        table = False  # rows that stay on one line
        columns = MAX_COLUMNS if name.endswith((".h", ".cpp")) else MAX_SCRIPT_COLUMNS
        for number, line in enumerate(lines, 1):
            table = "clang-format off" in line or (table and "clang-format on" not in line)
            if len(line) > columns and not table:
                yield f"{name}:{number}: {len(line)} columns: at most {columns}"
            if "\t" in line:
                yield f"{name}:{number}: a tab: indent with spaces"
            if line != line.rstrip():
                yield f"{name}:{number}: ends with a blank"
        if name.endswith((".h", ".cpp")):
            yield from long_functions(name, lines)
    if name != "LICENSE":
        for number, line in enumerate(lines, 1):
            for words in FORBIDDEN:
                found = words.search(line)
                if found:
                    yield f"{name}:{number}: speaks of something outside the program: {found[0]}"


def self_test():
    good = "// " + LICENCE + "\nint one() {\n  return 1;\n}\n"
    body = "  f();\n" * MAX_FUNCTION
    bad = {"no licence": "int one();\n", "tab": good + "\tx\n",
           "long line": good + "x" * (MAX_COLUMNS + 1) + "\n",
           "long file": good + "\n" * MAX_LINES, "long function": good + "void f() {\n" + body + "}\n",
           "blank at the end": good + "x \n", "machine path": good + "// /wo" "rk/main\n",
           "number of an entry": good + "// see issue" " 12\n"}
    wrong = [f"should be refused: {what}" for what, text in bad.items()
             if not list(problems_of("a.cpp", text))]
    wrong += [f"should pass: {problem}" for problem in problems_of("a.cpp", good)]
    finish(wrong, len(bad) + 1)


def main():
    problems, checked = [], 0
    for path, name in files():
        told = path.suffix in TEXT and (path.suffix != "" or is_code(name))
        if not told or name.startswith("tests/fuzz/seeds/"):
            continue
        checked += 1
        problems += problems_of(name, path.read_text(errors="replace"))
    finish(problems, checked)


self_test() if sys.argv[1:] == ["--self-test"] else main()
