"""The page of 'assay check --html', read by parsers: no browser is needed."""

import html.parser
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as etree

PROGRAM, HERE = sys.argv[1], sys.argv[2]
VERDICTS = {"HOLDS": "holds", "HOLDS UNDER": "under", "REFUTED": "refuted", "ILL-FORMED": "ill",
            "TRIVIAL": "trivial", "UNDECIDED": "undecided"}


def check(*arguments, cwd=HERE):
    return subprocess.run([PROGRAM, "check", *arguments], capture_output=True,
                          encoding="utf-8", errors="replace", timeout=100, cwd=cwd)


def page_of(*files, arguments=()):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "page.html")
        check("--html", path, *arguments, *files)
        with open(path, encoding="utf-8") as page:
            return page.read()


def tree_of(page):
    """The page is XML as well, which a stray < or an unbalanced tag would break."""
    return etree.fromstring(page[page.index("<html"):])


def claims_of(*files):
    return json.loads(check("--json", *files).stdout)["claims"]


def has_class(element, name):
    return name in element.get("class", "").split()


def cards_of(tree):
    return [e for e in tree.iter("section") if has_class(e, "claim")]


def text_of(element):
    return "".join(element.itertext())


class Nesting(html.parser.HTMLParser):
    """Every tag that HTML does not close by itself is closed in order."""

    VOID = {"meta", "br", "hr", "input", "link", "img"}

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open and self.open[-1] == tag, (tag, self.open[-3:])
            self.open.pop()


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.page = page_of("formulas.md")
        cls.tree = tree_of(cls.page)
        cls.claims = claims_of("formulas.md")

    def test_every_claim_has_its_badge_and_place(self):
        cards = cards_of(self.tree)
        self.assertEqual(len(cards), len(self.claims))
        for card, claim in zip(cards, self.claims):
            short = VERDICTS[claim["verdict"]]
            self.assertTrue(has_class(card, "v-" + short), claim)
            badge = next(e for e in card.iter("span") if has_class(e, "verdict"))
            self.assertTrue(has_class(badge, "v-" + short), claim)
            self.assertIn(claim["verdict"], text_of(badge))
            self.assertEqual(has_class(card, "surprise"), not claim["as_expected"])
            self.assertRegex(card.get("id"), rf"^claim-{claim['line']}(-\d+)?$")
            self.assertTrue(card.get("aria-label").startswith(claim["verdict"] + ": "))
            for step in claim["steps"]:
                for said in (step.get("repair"), step.get("reason"), *step.get("agrees", ())):
                    self.assertIn(said or "", text_of(card))
        self.assertEqual({claim["verdict"] for claim in self.claims},
                         {"HOLDS", "REFUTED", "TRIVIAL", "ILL-FORMED"})

    def test_overview_counts(self):
        row = next(e for e in self.tree.iter("tbody")).find("tr")
        names = [text_of(e) for e in self.tree.iter("thead")][0]
        counts = [int(text_of(e)) for e in row.findall("td")]
        for verdict in VERDICTS:
            present = any(claim["verdict"] == verdict for claim in self.claims)
            self.assertEqual(verdict.lower() in names.replace("holds under", ""),
                             present and verdict != "HOLDS UNDER")
        self.assertEqual(counts[-2], len(self.claims))
        self.assertEqual(counts[-1], sum(not claim["as_expected"] for claim in self.claims))
        self.assertEqual(sum(counts[:-2]), len(self.claims))

    def test_anchors_lead_somewhere_and_are_unique(self):
        page = page_of("formulas.md", "hostile.md", "formulas.md")
        tree = tree_of(page)
        ids = [e.get("id") for e in tree.iter() if e.get("id")]
        self.assertEqual(len(ids), len(set(ids)))
        targets = [e.get("href")[1:] for e in tree.iter("a") if e.get("href", "").startswith("#")]
        self.assertTrue(set(targets) <= set(ids), set(targets) - set(ids))
        for number in (1, 2, 3):
            self.assertIn(f"document-{number}", targets)
        labels = [e.get("for") for e in tree.iter("label")]
        self.assertTrue(labels and set(labels) <= set(ids))

    def test_same_bytes_twice(self):
        self.assertEqual(self.page, page_of("formulas.md"))
        self.assertEqual(self.page, page_of("formulas.md", arguments=["--jobs", "1"]))

    def test_nothing_is_fetched_and_nothing_runs(self):
        for page in (self.page, page_of("hostile.md")):
            parser = Nesting()
            parser.feed(page)
            self.assertEqual(parser.open, [])
            self.assertTrue({"script", "link", "img", "iframe", "object", "embed", "base", "form"}
                            .isdisjoint(parser.tags))
            for tag, name, value in parser.attributes:
                self.assertFalse(name.startswith("on"), (tag, name, value))
                self.assertNotIn(name, ("src", "srcset", "action", "formaction", "background"))
                if name in ("href", "xlink:href"):
                    self.assertEqual(tag, "a")
                    self.assertRegex(value, r"^(#|https?://|mailto:)")
            style = page[page.index("<style>"):page.index("</style>")]
            self.assertNotRegex(style, r"url\(|@import|@font-face")
            self.assertIn("default-src 'none'", page)

    def test_hostile_text_shows_as_text(self):
        tree = tree_of(page_of("hostile.md"))
        text = text_of(tree)
        for number in (1, 2, 11, 12, 13, 14, 15):
            self.assertIn(f"<script>alert({number})</script>", text)
        self.assertIn('onerror="alert(3)"', text)
        self.assertIn("a picture", text)
        self.assertIn("<b>code</b>", [text_of(e) for e in tree.iter("code")])
        links = [e.get("href") for e in tree.iter("a") if not e.get("href", "#").startswith("#")]
        self.assertEqual(links, ['https://example.org/?a=1&b="2"'])

    def test_prose_is_rendered(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.md")
            with open(path, "w", encoding="utf-8") as file:
                file.write("# T *e*\n\nOne `two` **three** *four*\n[five](https://x.org)\n\n- six\n"
                           "- seven\n\n1. eight\n\n> nine\n\n|a|b|\n|---|---|\n|c|d|\n\n```\nten\n```\n\n"
                           "```claim\nclaim 1 + 1 = 2\n```\n\neleven ~~twelve~~\n")
            tree = tree_of(page_of(path))
        found = [(e.tag, text_of(e)) for e in tree.iter()]
        for expected in (("h2", "T e"), ("code", "two"), ("strong", "three"), ("em", "four"),
                         ("a", "five"), ("li", "six"), ("li", "eight"), ("th", "a"), ("td", "d"),
                         ("code", "ten\n"), ("del", "twelve")):
            self.assertIn(expected, found)
        self.assertLess(found.index(("code", "ten\n")), found.index(("del", "twelve")))

    def test_a_place_that_cannot_be_written(self):
        with tempfile.TemporaryDirectory() as folder:
            for path in (os.path.join(folder, "no", "such", "page.html"), folder):
                result = check("--html", path, "formulas.md")
                self.assertEqual(result.returncode, 2)
                self.assertEqual(result.stdout, "")  # told before any work is done
                self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
                self.assertIn(path, result.stderr)
            self.assertEqual(os.listdir(folder), [])

    def test_bytes_that_are_no_text(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.md")
            with open(path, "wb") as file:
                file.write(b"# \xff\xfe\x00\x01\x1b[31m &#0; &nosuch; &#xD800;\n\n\xed\xa0\x80 \xc3\n\n"
                           b"```claim \xff\nclaim 1 = 2\n```\n")
            page = page_of(path)
        self.assertEqual(len([m for m in re.finditer('class="claim ', page)]), 1)
        self.assertNotRegex(page, "[\x00-\x08\x0b-\x1f]")


class Unreadable(Exception):
    """The formula has something that this reader does not compute."""


class Reader:
    """Computes a formula from its MathML alone, by the rules that a mathematician reads by."""

    FUNCTIONS = {name: getattr(math, name) for name in ("exp", "log", "sin", "cos", "tanh")}
    GREEK = {"θ": "theta"}

    def __init__(self, inputs):
        self.inputs = inputs

    def value(self, elements):
        items = []
        for element in elements:
            items += self.flat(element)
        value, rest = self.sum(items)
        if rest:
            raise Unreadable(rest[0])
        return value

    def flat(self, element):
        if element.tag == "mspace":
            return []
        return [x for e in element for x in self.flat(e)] if element.tag == "mrow" else [element]

    @staticmethod
    def sign(items):
        return items[0].text if items and items[0].tag == "mo" else ""

    def sum(self, items):
        negative = self.sign(items) == "−"
        total, items = self.product(items[1:] if negative else items)
        total = -total if negative else total
        while self.sign(items) in ("+", "−"):
            factor = 1 if self.sign(items) == "+" else -1
            term, items = self.product(items[1:])
            total += factor * term
        return total, items

    def product(self, items):
        total, items = self.factor(items)
        while items and self.sign(items) not in ("+", "−", ")", "|", "⌋", "⌉", ","):
            if self.sign(items) in ("·", "\u2062"):
                items = items[1:]
            factor, items = self.factor(items)
            total *= factor
        return total, items

    def factor(self, items):
        closing = {"(": ")", "|": "|", "⌊": "⌋", "⌈": "⌉"}
        sign = self.sign(items)
        if sign in closing:
            inside, rest = self.sum(items[1:])
            if self.sign(rest) != closing[sign]:
                raise Unreadable(sign)
            wrap = {"(": float, "|": abs, "⌊": math.floor, "⌈": math.ceil}[sign]
            return wrap(inside), rest[1:]
        if len(items) > 1 and self.sign(items[1:]) == "\u2061":
            argument, rest = self.factor(items[2:])
            return self.FUNCTIONS[items[0].text](argument), rest
        if items[0].tag == "munderover":
            return self.big(items)
        return self.atom(items[0]), items[1:]

    def big(self, items):
        """A sum takes in the product to its right."""
        sign, below, above = items[0]
        first = self.flat(below)
        name, start = first[0].text, self.value(first[2:])
        parts = []
        rest = items[1:]
        for i in range(int(start), int(self.value([above])) + 1):
            value, rest = Reader(self.inputs | {name: i}).product(items[1:])
            parts.append(value)
        return (sum if sign.text == "∑" else math.prod)(parts), rest

    def atom(self, element):
        if element.tag == "mn":
            return float(element.text)
        if element.tag in ("mi", "msub", "msubsup"):
            parts = [element] if element.tag == "mi" else element[:2]
            name = "_".join(self.GREEK.get(text_of(e), text_of(e)) for e in parts)
            if name not in self.inputs:
                raise Unreadable(name)
            power = self.value([element[2]]) if element.tag == "msubsup" else 1
            return self.inputs[name] ** power
        if element.tag == "mfrac":
            return self.value([element[0]]) / self.value([element[1]])
        if element.tag == "msup":
            return self.value([element[0]]) ** self.value([element[1]])
        if element.tag == "msqrt":
            return math.sqrt(self.value(list(element)))
        raise Unreadable(element.tag)


class Formulas(unittest.TestCase):
    """What the formulas say is what the checker judged."""

    def number(self, text):
        return float(text.split("/")[0]) / float(text.split("/")[1]) if "/" in text else float(text)

    def test_typeset_sides_have_the_reported_values(self):
        cards = cards_of(tree_of(page_of("formulas.md")))
        unread = []
        for card, claim in zip(cards, claims_of("formulas.md")):
            found = claim["steps"][0].get("counterexample")
            if not found or len(claim["steps"]) > 1:
                continue
            formula = next(e for e in card.iter("div") if has_class(e, "formula"))
            left, right = [span.find("math") for span in formula.findall("span")][:2]
            try:
                reader = Reader({k: self.number(v) for k, v in found["inputs"].items()})
                sides = reader.value(list(left)), reader.value(reader.flat(right[0])[1:])
            except (Unreadable, ValueError):
                unread.append(claim["source"])
                continue
            for side, name in zip(sides, ("left", "right")):
                self.assertTrue(math.isclose(side, self.number(found[name]), rel_tol=1e-9,
                                             abs_tol=1e-9), (claim["source"], name, side, found))
        self.assertEqual(unread, ["det(M) = M[1,1] M[2,2] + M[1,2] M[2,1]", "M^T = M"])


    def test_a_base_with_a_bar_or_a_power_stands_in_brackets(self):
        bases = [Reader({}).flat(power[0]) for power in tree_of(page_of("formulas.md")).iter("msup")]
        self.assertGreater(len(bases), 10)
        for base in bases:
            self.assertNotIn(base[0].tag, ("mfrac", "msup", "msqrt"))


class Plots(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cards = {text_of(next(e for e in card.iter("code"))): card
                     for card in cards_of(tree_of(page_of("formulas.md")))}

    def plot(self, source):
        return next(e for e in self.cards[source].iter("svg") if e.get("class") == "plot")

    def axis(self, plot, style, coordinate):
        """Pixel -> value, from the labels of the axis."""
        marks = [(float(e.get(coordinate)), float(e.text.replace("−", "-")))
                 for e in plot.iter("text") if e.get("class") == style]
        (p, a), (q, b) = marks[0], marks[-1]
        self.assertEqual(p < q, (a < b) == (coordinate == "x"))  # larger is right or up
        return lambda pixel: a + (pixel - p) / (q - p) * (b - a)

    def points(self, plot, side):
        inner = next(e for e in plot.iter("svg") if e.get("overflow"))
        to_x, to_y = self.axis(plot, "tick middle", "x"), self.axis(plot, "tick end", "y")
        path = next(e for e in inner.iter("path") if e.get("class") == side).get("d")
        dx, dy = float(inner.get("x")), float(inner.get("y")) + self.below
        return [[(to_x(dx + float(x)), to_y(dy + float(y)))
                 for x, y in (pair.split() for pair in piece.split("L"))]
                for piece in path.split("M")[1:]]

    below = 4  # the baseline of a label lies that much below its tick

    def test_curves_are_the_sides(self):
        plot = self.plot("1/(v - 49/48) = v")
        for piece in self.points(plot, "right"):
            for x, y in piece:
                self.assertAlmostEqual(x, y, delta=0.05)
        pieces = self.points(plot, "left")
        self.assertEqual(len(pieces), 2)  # the pole parts them
        for x, y in (point for piece in pieces for point in piece):
            if abs(x - 1) > 0.5:
                self.assertAlmostEqual(1 / (x - 49 / 48), y, delta=0.05)

    def test_gap_where_undefined(self):
        left = self.points(self.plot("log(v) = v - 1"), "left")
        self.assertTrue(all(x > 0 for piece in left for x, _ in piece))
        pieces = self.points(self.plot("sqrt(v^2 - 1) = v"), "left")
        self.assertEqual([piece[0][0] > 0 for piece in pieces], [False, True])
        self.assertTrue(all(abs(x) > 0.99 for piece in pieces for x, _ in piece))

    def test_integers_are_dots(self):
        plot = self.plot("m (m - 1)/2 = m")
        self.assertFalse([e for e in plot.iter("path") if e.get("class") in ("left", "right")])
        self.assertGreater(len([e for e in plot.iter("circle") if has_class(e, "dot")]), 5)
        for source in ("m (m - 1)/2 = m", "k^2 = k + 1 for k in 1..4"):
            labels = [e.text for e in self.plot(source).iter("text")
                      if e.get("class") == "tick middle"]
            self.assertTrue(labels and all(label.isdigit() for label in labels), labels)

    def test_the_plot_says_what_it_shows(self):
        plot = self.plot("1/(v - 49/48) = v")
        self.assertEqual(plot.get("role"), "img")
        self.assertRegex(plot.get("aria-label"), r"^Plot of 1/\(v - 49/48\) and v for v from ")
        self.assertEqual(len([e for e in plot.iter() if has_class(e, "at")]), 4)

    def test_a_kind_of_claim_without_a_plot(self):
        self.assertFalse(list(self.cards["a (b + c) = a b + a c"].iter("svg")))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
