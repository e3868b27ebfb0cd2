# SPDX-License-Identifier: GPL-2.0-or-later
import pathlib

from program import ProgramTest

COLUMNS = ["run", "seq", "step", "t_ns", "task", "kind", "object", "request", "arg", "effect", "file", "line"]


class Query(ProgramTest):
    def test_a_row_is_an_object(self):
        rows = self.facts("query", self.record(), "select 1 as one, 'two' as two, null as nil, 0.5 as half")
        self.assertEqual(rows, [{"one": 1, "two": "two", "nil": None, "half": 0.5}])

    def test_events_are_rows_with_the_promised_columns(self):
        file = self.record()
        rows = self.facts("query", file, "select * from event order by seq")
        self.assertEqual(list(rows[0]), COLUMNS)
        self.assertEqual(len(rows), self.facts("info", file)["events"])
        self.assertEqual([row["seq"] for row in rows], list(range(len(rows))))
        self.assertTrue(all(a["t_ns"] <= b["t_ns"] for a, b in zip(rows, rows[1:])))

    def test_kinds_count_as_in_info(self):
        file = self.record()
        rows = self.facts("query", file, "select kind, count(*) as n from event group by kind")
        self.assertEqual({row["kind"]: row["n"] for row in rows}, self.facts("info", file)["events_by_kind"])

    def test_a_name_that_comes_twice_is_told_apart_and_no_value_is_lost(self):
        file = self.record()
        self.assertEqual(self.facts("query", file, "select 1 as a, 2 as a, 3 as a, 4 as a_2"),
                         [{"a": 1, "a_3": 2, "a_4": 3, "a_2": 4}])
        rows = self.facts("query", file, "select a.seq, b.seq from event a join event b on b.seq = a.seq + 1")
        self.assertEqual([(row["seq"], row["seq_2"]) for row in rows[:2]], [(0, 1), (1, 2)])

    def test_bytes_are_hexadecimal(self):
        self.assertEqual(self.facts("query", self.record(), "select x'00ff7f' as b, x'' as none"),
                         [{"b": "00ff7f", "none": ""}])
        self.assertIn("(3 bytes)", self.run_program("query", self.record(), "select x'00ff7f' as b").stdout)

    def test_no_row_is_an_empty_array(self):
        self.assertEqual(self.facts("query", self.record(), "select * from event where seq < 0"), [])

    def test_it_only_reads(self):
        file = pathlib.Path(self.record())
        before = file.read_bytes()
        for sql in ("delete from run", "create table mine(a)", "update run set schedule = ''", "vacuum",
                    "attach 'other.db' as other", "pragma user_version = 9", "drop table run"):
            self.assert_refused("", "query", str(file), sql)
        self.assertEqual(file.read_bytes(), before)
        self.assertFalse(pathlib.Path(self.path("other.db")).exists())

    def test_wrong_sql_is_said_in_one_line(self):
        self.assert_refused("selekt", "query", self.record(), "selekt 1")
        self.assert_refused("nothing_here", "query", self.record(), "select * from nothing_here")
        self.assert_refused("", "query", self.record(), "")

    def test_people_get_a_table(self):
        done = self.run_program("query", self.record(), "select seq, kind from event order by seq limit 2")
        self.assertEqual(done.returncode, 0, done)
        lines = done.stdout.splitlines()
        self.assertEqual((len(lines), lines[0].split()), (3, ["seq", "kind"]))
