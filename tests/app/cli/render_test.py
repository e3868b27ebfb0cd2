# SPDX-License-Identifier: GPL-2.0-or-later
import os
import pathlib
import re
import resource
import struct
import subprocess
from xml.etree import ElementTree

from program import PROGRAM, Number, OneOf, ProgramTest

SVG = "{http://www.w3.org/2000/svg}"
RENDER = {"file": str, "bytes": int, "seconds": Number, "view": OneOf("timeline", "stage")}


def png_size(path):
    content = pathlib.Path(path).read_bytes()
    return struct.unpack(">II", content[16:24]) if content.startswith(b"\x89PNG\r\n\x1a\n") else None


class Render(ProgramTest):
    def test_every_field_is_there_with_its_type(self):
        file = self.record()
        for view in "timeline", "stage":
            facts = self.facts("render", file, "-o", self.path("out.png"), "--view", view)
            self.assert_shape(facts, RENDER)
            self.assertEqual((facts["file"], facts["view"]), (self.path("out.png"), view))
            self.assertEqual(facts["bytes"], pathlib.Path(self.path("out.png")).stat().st_size)

    def test_it_says_how_many_events_are_drawn(self):
        file, out = self.record(), self.path("out.png")
        events = self.facts("info", file)["events"]
        for options, drawn in (([], events), (["--from", "10", "--to", "30"], 20), (["--at", "5"], events),
                               (["--view", "stage"], events), (["--view", "stage", "--at", "5"], 6)):
            self.assertEqual(self.facts("render", file, "-o", out, *options)["events"], drawn)

    def test_it_is_a_timeline_of_1600_by_1000_unless_asked_otherwise(self):
        facts = self.facts("render", self.record(), "-o", self.path("out.png"))
        self.assertEqual((facts["view"], png_size(self.path("out.png"))), ("timeline", (1600, 1000)))
        self.facts("render", self.record(), "-o", self.path("out.png"), "--size", "800x600", "--view", "stage")
        self.assertEqual(png_size(self.path("out.png")), (800, 600))

    def test_the_ending_says_the_format(self):
        file = self.record()
        for view in "timeline", "stage":
            for name, begin in ("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF"):
                self.facts("render", file, "-o", self.path(name), "--view", view)
                self.assertTrue(pathlib.Path(self.path(name)).read_bytes().startswith(begin), (view, name))
        self.assert_refused("a.gif", "render", file, "-o", self.path("a.gif"))
        self.assert_refused("picture", "render", file, "-o", self.path("picture"))

    def test_an_svg_is_a_picture_of_that_size_with_the_names_as_text(self):
        file = self.record()
        for view, size in ("timeline", "1600x1000"), ("stage", "900x500"):
            self.facts("render", file, "-o", self.path("a.svg"), "--view", view, "--size", size, "--at", "60")
            root = ElementTree.parse(self.path("a.svg")).getroot()
            width, height = size.split("x")
            self.assertEqual(root.tag, SVG + "svg")
            self.assertEqual(root.get("viewBox"), f"0 0 {width} {height}")
            words = {"".join(text.itertext()).strip() for text in root.iter(SVG + "text")}
            for name in "kthreadd", "kthread_create_list":
                self.assertTrue(any(name in word for word in words), (view, name, words))
            shapes = sum(1 for node in root.iter() if node.tag in (SVG + "path", SVG + "rect", SVG + "polyline"))
            self.assertGreater(shapes, 50, view)

    def test_a_pdf_is_one_page_of_that_size(self):
        file = self.record()
        for view, width, height in ("timeline", 1600, 1000), ("stage", 900, 500), ("timeline", 600, 900):
            self.facts("render", file, "-o", self.path("a.pdf"), "--view", view, "--size", f"{width}x{height}")
            content = pathlib.Path(self.path("a.pdf")).read_bytes()
            self.assertTrue(content.rstrip().endswith(b"%%EOF"))
            self.assertEqual(len(re.findall(rb"/Type /Page\b", content)), 1)
            box = re.search(rb"/MediaBox \[([0-9. ]+)\]", content)
            self.assertEqual([round(float(side)) for side in box.group(1).split()],
                             [0, 0, round(width * 0.75), round(height * 0.75)])
            self.assertIn(b"/FontFile2", content)  # its letters are letters

    def test_themes_and_moments_give_other_pictures(self):
        file = self.record()
        pictures = []
        for options in ([], ["--theme", "dark"], ["--theme", "contrast"], ["--at", "40"],
                        ["--from", "10", "--to", "30"], ["--view", "stage"], ["--view", "stage", "--at", "40"]):
            self.facts("render", file, "-o", self.path("out.png"), *options)
            pictures.append(pathlib.Path(self.path("out.png")).read_bytes())
        self.assertEqual(len(set(pictures)), len(pictures))

    def test_the_same_moment_gives_the_same_picture(self):
        file = self.record()
        for view in "timeline", "stage":
            for name in "one.png", "two.png":
                self.facts("render", file, "-o", self.path(name), "--view", view, "--at", "33")
            one, two = (pathlib.Path(self.path(name)).read_bytes() for name in ("one.png", "two.png"))
            self.assertEqual(one, two)

    def test_a_picture_is_replaced_and_nothing_else_is(self):
        file = self.record()
        for _ in range(2):
            self.facts("render", file, "-o", self.path("out.svg"))
        for name in "notes.png", "notes.svg":
            pathlib.Path(self.path(name)).write_text("my notes\n")
            self.assert_refused(name, "render", file, "-o", self.path(name))
            self.assertEqual(pathlib.Path(self.path(name)).read_text(), "my notes\n")
        self.assert_refused("run.ktr", "render", file, "-o", file)
        self.assert_refused("nowhere", "render", file, "-o", self.path("nowhere/out.png"))

    def test_options_outside_the_run_are_refused(self):
        file = self.record()
        for options in (["--at", "999999"], ["--from", "999999"], ["--to", "999999"], ["--from", "9", "--to", "9"],
                        ["--at", "soon"], ["--from", "-1"], ["--size", "0x0"], ["--size", "1600"],
                        ["--size", "99999x99999"],
                        ["--theme", "plaid"], ["--view", "abacus"], ["--view", "stage", "--from", "1"]):
            wrong = options[0 if len(options) == 2 else 2]
            self.assert_refused(wrong, "render", file, "-o", self.path("out.png"), *options)
            self.assertFalse(pathlib.Path(self.path("out.png")).exists())

    def test_the_sequence_view_is_said_to_be_missing(self):
        line = self.assert_refused("--view sequence", "render", self.record(), "-o", self.path("out.png"),
                                   "--view", "sequence")
        self.assertIn("not in this version", line)

    def test_a_disk_that_is_full_is_said_in_one_line_and_nothing_is_lost(self):
        file, out = self.record(), self.path("out.png")
        self.facts("render", file, "-o", out, "--theme", "dark")
        before, listed = pathlib.Path(out).read_bytes(), sorted(os.listdir(self.folder))
        for most in 0, 4096, 20000, 50000:
            for command in ["render", file], ["compare", file, file]:
                done = subprocess.run([PROGRAM, *command, "-o", out], capture_output=True, text=True,
                                      preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
                self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)
                self.assertIn("out.png: cannot be written (File too large)", done.stderr)
                self.assertIn("has room", done.stderr)
                self.assertEqual(pathlib.Path(out).read_bytes(), before)
                self.assertEqual(sorted(os.listdir(self.folder)), listed)

    def test_the_picture_must_have_a_name_and_its_ending_may_be_in_capitals(self):
        file = self.record()
        self.facts("render", file, "-o", self.path("a.PNG"))
        self.assertEqual(png_size(self.path("a.PNG")), (1600, 1000))
        self.facts("compare", file, file, "-o", self.path("a.Svg"))
        self.assertTrue(pathlib.Path(self.path("a.Svg")).read_bytes().startswith(b"<?xml"))
        os.mkdir(self.path("folder.png"))
        for command in ["render", file], ["compare", file, file]:
            self.assertIn("-o: is empty", self.assert_refused("-o", *command, "-o", ""))
            self.assertIn("is a folder", self.assert_refused("folder.png", *command, "-o", self.path("folder.png")))

    def test_people_are_told_where_the_picture_is(self):
        done = self.run_program("render", self.record(), "-o", self.path("out.png"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("out.png", done.stdout)
