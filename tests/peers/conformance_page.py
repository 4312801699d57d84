"""The conformance table as one self-contained HTML page and as Markdown."""

import html as escape
import re

GRADES = ["exact", "faithful", "tight", "stable", "unstable", "wrong"]
MEANING = {
    "exact": "correctly rounded", "faithful": "within 1 ulp", "tight": "within 4 ulp",
    "stable": "as good as a method can promise that rounds its inputs once",
    "unstable": "worse than that, the leading digits are right",
    "wrong": "no correct digit, or a wrong sign or special value"}
SIDES = ("value", "gradient")

STYLE = """
:root { --ground: #fbfaf7; --ink: #21201d; --soft: #6d6a63; --line: #e3dfd6; --card: #fff;
  --exact: #1f7a55; --faithful: #4f9a6c; --tight: #93b567; --stable: #d8c35a;
  --unstable: #e08a3c; --wrong: #c8413b; }
@media (prefers-color-scheme: dark) { :root { --ground: #17181a; --ink: #ecebe7; --soft: #a09d95;
  --line: #34353a; --card: #1f2124; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { max-width: 1240px; margin: 0 auto; padding: 3rem 1.5rem 5rem; }
h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.02em; }
h2 { font-size: 1.25rem; margin: 3rem 0 .8rem; }
p { max-width: 70ch; } .soft { color: var(--soft); }
.key { display: flex; flex-wrap: wrap; gap: .4rem 1.4rem; margin: 1.2rem 0 2rem; padding: 0; }
.key li { list-style: none; display: flex; align-items: center; gap: .5rem; }
.dot { width: .8rem; height: .8rem; border-radius: 50%; flex: none; }
.bars { display: grid; grid-template-columns: max-content 1fr max-content; gap: .5rem 1rem;
  align-items: center; margin: 1rem 0 2.5rem; }
.bar { display: flex; height: 1.3rem; border-radius: .4rem; overflow: hidden; gap: 2px; }
.bar span { min-width: 2px; }
table { border-collapse: separate; border-spacing: 0; width: 100%; background: var(--card);
  border: 1px solid var(--line); border-radius: .7rem; font-variant-numeric: tabular-nums; }
th, td { padding: .34rem .5rem; text-align: left; border-bottom: 1px solid var(--line);
  vertical-align: middle; }
thead th { position: sticky; top: 0; background: var(--card); font-size: .86rem; z-index: 1;
  border-bottom: 2px solid var(--line); }
thead th small { display: block; font-weight: 400; color: var(--soft); }
tr.family th { padding-top: 1.4rem; font-size: .8rem; text-transform: uppercase;
  letter-spacing: .08em; color: var(--soft); }
tr:last-child td { border-bottom: 0; }
td.op { overflow-wrap: anywhere; min-width: 9rem; }
td.side { color: var(--soft); font-size: .86rem; }
.cell { display: inline-flex; align-items: center; gap: .45rem; text-decoration: none;
  color: inherit; white-space: nowrap; }
a.cell:hover b { text-decoration: underline; }
.cell b { font-weight: 600; } .cell small { color: var(--soft); }
.none { color: var(--soft); opacity: .6; }
.finding { border: 1px solid var(--line); background: var(--card); border-radius: .6rem;
  padding: .7rem 1rem; margin: .6rem 0; overflow-wrap: anywhere; scroll-margin-top: 4rem; }
.finding:target { outline: 2px solid var(--unstable); }
.finding code { font: 12.5px/1.55 ui-monospace, "SF Mono", Menlo, monospace; display: block;
  margin-top: .3rem; color: var(--soft); }
.wide { overflow-x: auto; } .wide table { min-width: 860px; }
@media (min-width: 1000px) { .wide { overflow: visible; } }
"""


def ulps_in(text):
    """The distance in the worst element's description: "..., 3.5 ulp, stable allows ..."."""
    found = re.search(r", (\S+) ulp", text)
    return float(found.group(1)) if found else 0.0


def short(ulps):
    if ulps != ulps or ulps in (float("inf"),):
        return "inf"
    if ulps >= 1e5 or 0 < ulps < 1e-3:
        mantissa, exponent = f"{ulps:.1e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    return f"{ulps:.0f}" if ulps >= 1000 else f"{ulps:.3g}"


def tallies(result, key):
    count = dict.fromkeys(GRADES, 0)
    for cells in result["operators"].values():
        for cell in cells.get(key, {}).values():
            count[cell["grade"]] += 1
    return count


def lines(result):
    """(family, operator, side, {runtime: cell}) of every line that somebody answered."""
    for name, cells in result["operators"].items():
        for side in SIDES:
            answered = {key: sides[side] for key, sides in cells.items() if side in sides}
            if answered:
                yield name.split("/")[0], name, side, answered


def anchor(name, side, key):
    return f"{name.replace('/', '-')}-{side}-{key}"


def is_finding(cell):
    return GRADES.index(cell["grade"]) >= GRADES.index("unstable")


def cell_html(result, name, side, key, cell):
    if cell is None:
        return '<td><span class="none">–</span></td>'
    partial = f" · {cell['cases']} of {result['cases']} cases" if cell["cases"] < result[
        "cases"] else ""
    graph = " ◦" if cell.get("graph") else ""
    inner = (f'<span class="dot" style="background:var(--{cell["grade"]})"></span>'
             f'<b>{cell["grade"]}</b> <small>{short(cell["ulps"])}{graph}</small>')
    title = escape.escape(f"worst {short(cell['ulps'])} ulp{partial}")
    if is_finding(cell):
        return (f'<td><a class="cell" title="{title}" href="#{anchor(name, side, key)}">{inner}</a>'
                "</td>")
    return f'<td><span class="cell" title="{title}">{inner}</span></td>'


def table_html(result):
    keys = list(result["versions"])
    rows, family, last = [], None, None
    for group, name, side, answered in lines(result):
        if group != family:
            rows.append(f'<tr class="family"><th colspan="{2 + len(keys)}">{group}</th></tr>')
            family = group
        cells = "".join(cell_html(result, name, side, key, answered.get(key)) for key in keys)
        short_name = name.split("/")[1] if name != last else ""
        last = name
        rows.append(f'<tr><td class="op">{escape.escape(short_name)}</td>'
                    f'<td class="side">{side}</td>{cells}</tr>')
    heads = "".join(f"<th>{escape.escape(version.rsplit(' ', 1)[0])}"
                    f"<small>{escape.escape(version.rsplit(' ', 1)[1])}</small></th>"
                    for version in result["versions"].values())
    return (f'<div class="wide"><table><thead><tr><th>operator</th><th>side</th>{heads}</tr>'
            f'</thead><tbody>{"".join(rows)}</tbody></table></div>')


def bars_html(result):
    parts = []
    for key, version in result["versions"].items():
        count = tallies(result, key)
        total = sum(count.values())
        stable = sum(count[grade] for grade in GRADES[:4])
        bar = "".join(f'<span style="flex:{count[grade]};background:var(--{grade})" '
                      f'title="{count[grade]} {grade}"></span>' for grade in GRADES if count[grade])
        parts.append(f"<div>{escape.escape(version)}</div><div class=bar>{bar}</div>"
                     f'<div class="soft">{stable} of {total} stable or better</div>')
    return f'<div class="bars">{"".join(parts)}</div>'


def admission_html(result, name, side, key):
    """Where the runtime itself tells of the finding."""
    for op, which, runtime, address in result["admissions"]:
        if (op, which, runtime) == (name, side, key):
            text = escape.escape(address.removeprefix("https://"))
            return f'Told of by the runtime itself: <a href="{escape.escape(address)}">{text}</a>'
    if any((op, which) == (name, side) and key in runtimes
           for op, which, runtimes in result["not_found"]):
        return "In its documentation and tracker: not found."
    return "In its documentation and tracker: not looked up."


def findings_html(result):
    parts = []
    for _, name, side, answered in lines(result):
        for key, cell in answered.items():
            if not is_finding(cell):
                continue
            note = next((text for op, which, runtimes, text in result["notes"]
                         if (op, which) == (name, side) and key in runtimes), "")
            if cell["looks_like"]:
                note = f"Looks like: {cell['looks_like'][0]}. {note}"
            parts.append(
                f'<div class="finding" id="{anchor(name, side, key)}">'
                f'<span class="cell"><span class="dot" style="background:var(--{cell["grade"]})">'
                f'</span><b>{escape.escape(name)}</b> {side} in '
                f'{escape.escape(result["versions"][key])}: {cell["grade"]}, '
                f'{short(cell["ulps"])} ulp</span>'
                + (f'<div class="soft">{escape.escape(note)}</div>' if note else "")
                + f'<div class="soft">{admission_html(result, name, side, key)}</div>'
                + f'<code>{escape.escape(cell["worst"])}</code></div>')
    return "".join(parts)


def html(result):
    key = "".join(f'<li><span class="dot" style="background:var(--{grade})"></span>'
                  f'<span><b>{grade}</b> <span class="soft">{MEANING[grade]}</span></span></li>'
                  for grade in GRADES)
    absent = ", ".join(result["absent"])
    left_out = f"<p>Left out, since not installed: {absent}.</p>" if absent else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Conformance of deep-learning runtimes</title><style>{STYLE}</style></head><body><main>
<h1>How right are the runtimes?</h1>
<p>Every runtime got the same {result["cases"]} cases of each operator, in float32, drawn to reach
edges, tails and cancellation as well as everyday numbers. Every element of its answers is graded
against the exact result. A cell shows the worst grade over all elements, and the worst error among
elements of that grade, in units in the last place (ulp).</p>
<ul class="key">{key}</ul>
{bars_html(result)}
{table_html(result)}
<p class="soft">– not covered here. ◦ computed as a graph of ordinary nodes that Assay wrote, so
that the graph's own rounding is graded, too. NumPy has no such operators: it is the formulas that
people write with it. Gradients are each runtime's own automatic differentiation or backward
primitives, except for ONNX Runtime's graphs. Grades are of the cases drawn here: a better grade is
evidence and no proof (and the runtimes cover different operators), a worse one comes with the input
that shows it. A large error may be stable: at a kink or next to an overflow no float32 method can
promise less. Below each finding stands where the runtime's own documentation or tracker tells of
it, as far as that was looked up (in November 2026); "not found" does not say that it is nowhere.
Hover a cell for partial coverage.</p>
{left_out}
<h2>The worst inputs</h2>
{findings_html(result)}
</main></body></html>
"""


def markdown(result):
    keys = list(result["versions"])
    rows = ["| operator | side | " + " | ".join(result["versions"].values()) + " |",
            "| --- | --- |" + " --- |" * len(keys)]
    for _, name, side, answered in lines(result):
        cells = []
        for key in keys:
            cell = answered.get(key)
            text = "" if cell is None else f"{cell['grade']} {short(cell['ulps'])}"
            cells.append(f"**{text}**" if cell and is_finding(cell) else text)
        rows.append(f"| `{name}` | {side} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"
