# SPDX-License-Identifier: GPL-2.0-or-later
import pathlib
import re
import sqlite3

from program import ProgramTest

FORMAT = pathlib.Path(__file__).parents[3] / "recordings" / "FORMAT.md"


class Format(ProgramTest):
    def test_the_page_about_the_format_has_every_table_with_its_columns(self):
        page = re.sub(r"\s+", " ", FORMAT.read_text())
        phases = "prepared", "enqueued", "dequeued", "forked", "started", "done", "returned"
        phase_columns = ", ".join(f"{phase}_seq, {phase}_ns" for phase in phases)
        with sqlite3.connect(self.record()) as database:
            names = [row[0] for row in database.execute("select name from sqlite_schema where type = 'table'")]
            for name in names:
                columns = ", ".join(row[1] for row in database.execute(f"pragma table_info({name})"))
                columns = columns.replace(phase_columns, "PHASE_seq, PHASE_ns ...")
                self.assertIn(f"`{name}({columns})`", page)
        database.close()
        self.assertGreater(len(names), 20)

    def test_the_numbers_that_it_gives_for_the_file_are_the_files(self):
        page = FORMAT.read_text()
        with sqlite3.connect(self.record()) as database:
            pragma = {name: database.execute(f"pragma {name}").fetchone()[0]
                      for name in ("application_id", "user_version", "page_size", "journal_mode")}
            root = database.execute("select id from run").fetchall()
        database.close()
        self.assertIn(f"`application_id` {pragma['application_id']:#x}", page)
        self.assertIn(f"`user_version` {pragma['user_version']}, pages of {pragma['page_size']} bytes", page)
        self.assertEqual((pragma["journal_mode"], root), ("delete", [(0,)]))
        self.assertRegex(page, r"the root\s+is 0")
