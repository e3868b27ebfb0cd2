# SPDX-License-Identifier: GPL-2.0-or-later
"""engine/vocabulary/EVENTS.md is what event_reference prints: `check_reference.py PROGRAM [--write]`."""
import subprocess
import sys

from tree import ROOT, finish

PAGE = ROOT / "engine/vocabulary/EVENTS.md"

printed = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout
if "--write" in sys.argv:
    PAGE.write_text(printed)
stored = PAGE.read_text() if PAGE.exists() else ""
finish([] if stored == printed else [f"{PAGE.name} is stale: check_reference.py {sys.argv[1]} --write"], 1)
