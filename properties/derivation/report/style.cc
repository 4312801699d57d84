#include "properties/derivation/report/style.h"

namespace assay::derivation {

const char* page_style() {
  return R"css(
:root { color-scheme: light dark;
  --page: #ffffff; --card: #f8fafb; --line: #d0d7de; --text: #1b1f24; --muted: #57606a;
  --link: #0550ae; --left: #0550ae; --right: #b3410b; --grid: #e3e7eb;
  --holds: #116329; --holds-bg: #dcf7e3; --under: #0550ae; --under-bg: #ddf1ff;
  --refuted: #a40e26; --refuted-bg: #ffe9e7; --ill: #7a4a00; --ill-bg: #fff3c4;
  --trivial: #4d555e; --trivial-bg: #e8ecf0; --undecided: #6639ba; --undecided-bg: #f6ecff; }
@media (prefers-color-scheme: dark) { :root {
  --page: #0d1117; --card: #151b23; --line: #3a424c; --text: #e6edf3; --muted: #9ea7b3;
  --link: #79b8ff; --left: #79b8ff; --right: #ffa657; --grid: #262d36;
  --holds: #6fdd8b; --holds-bg: #12301c; --under: #79b8ff; --under-bg: #10294a;
  --refuted: #ff9a93; --refuted-bg: #401418; --ill: #f2cc60; --ill-bg: #3a2b00;
  --trivial: #b5bec8; --trivial-bg: #2a3139; --undecided: #d2a8ff; --undecided-bg: #2f1d4d; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 54rem; padding: 1.25rem 1rem 4rem; background: var(--page);
  color: var(--text); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans",
  sans-serif; overflow-wrap: break-word; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.6em 0 .5em; }
h1 { font-size: 1.7rem; margin-top: 0; } h2 { font-size: 1.45rem; } h3 { font-size: 1.2rem; }
h4, h5, h6 { font-size: 1.05rem; }
p, ul, ol, blockquote { margin: .6em 0; }
blockquote { border-left: 4px solid var(--line); margin-left: 0; padding-left: 1em;
  color: var(--muted); }
code, pre { font: .9em/1.45 ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono",
  monospace; }
pre { overflow-x: auto; padding: .6em .8em; background: var(--card); border: 1px solid var(--line);
  border-radius: 6px; }
table { border-collapse: collapse; }
.prose table { display: block; overflow-x: auto; }
.prose th, .prose td { border: 1px solid var(--line); padding: .25em .6em; text-align: left; }
.picture { font-style: italic; }
math { font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", "TeX Gyre Termes Math",
  "Noto Sans Math", math, serif; font-size: 1.08em; }
mtable.cases mtd { text-align: left; }
mtable.matrix { --edge: linear-gradient(currentColor, currentColor); margin: 0 .15em;
  border-left: .09em solid; border-right: .09em solid; padding: .1em .15em;
  background: var(--edge) left top, var(--edge) left bottom, var(--edge) right top,
    var(--edge) right bottom;
  background-size: .32em .09em; background-repeat: no-repeat; }
.muted, .strength, .where, .path { color: var(--muted); }
.path, .where, .strength { font-size: .9em; }

.overview { width: 100%; font-size: .95em; }
.scroll { overflow-x: auto; }
.overview th, .overview td { padding: .3em .55em; border-bottom: 1px solid var(--line);
  text-align: right; }
.overview th:first-child, .overview td:first-child { text-align: left; }
.overview thead th { font-weight: 600; color: var(--muted); font-size: .85em; }
.overview tfoot th, .overview tfoot td { font-weight: 600; border-bottom: 0; }
.overview .none { color: var(--muted); }
.filter { border: 0; margin: 1em 0; padding: 0; display: flex; flex-wrap: wrap; gap: .45em; }
.filter legend { padding: 0 0 .35em; color: var(--muted); font-size: .9em; }
.filter input { position: absolute; opacity: 0; }
.filter label { padding: .2em .75em; border: 1px solid var(--line); border-radius: 1em;
  cursor: pointer; font-size: .9em; }
.filter input:checked + label { background: var(--text); color: var(--page);
  border-color: var(--text); }
.filter input:focus-visible + label { outline: 3px solid var(--link); outline-offset: 2px; }
.verdict { border: 1px solid currentColor; border-radius: .35em; padding: .08em .5em;
  font-size: .82em; font-weight: 700; letter-spacing: .02em; white-space: nowrap; }
.document { border-top: 3px solid var(--line); margin-top: 2.2rem; padding-top: .4rem; }
.contents { font-size: .93em; } .contents ul { margin: .3em 0; padding-left: 1.3em; }

.block { margin: 1em 0; }
.declared { display: flex; flex-wrap: wrap; gap: .15em .9em; align-items: baseline;
  margin: .45em 0; padding-left: .2em; }
.declared .word { color: var(--muted); font-style: italic; }
.declared > span { max-width: 100%; overflow-x: auto; overflow-y: hidden; }
.claim { background: var(--card); border: 1px solid var(--line);
  border-left: 5px solid var(--tone); border-radius: 6px; padding: .65em .9em; margin: .7em 0; }
.claim:target { box-shadow: 0 0 0 3px var(--link); }
.claim header { display: flex; flex-wrap: wrap; gap: .2em .7em; align-items: baseline; }
.claim .title { font-weight: 600; } .claim .where { margin-left: auto; }
.claim .where a { color: inherit; }
.formula { display: flex; flex-wrap: wrap; gap: .35em .1em; align-items: center; margin: .6em 0; }
.formula > span { max-width: 100%; overflow-x: auto; overflow-y: hidden; padding: .15em 0; }
.written { margin: .3em 0 0; color: var(--muted); white-space: pre-wrap; }
.written code { font-size: .85em; }
.step { border-top: 1px solid var(--line); margin-top: .6em; padding-top: .5em; }
dl.found { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25em .9em;
  margin: .5em 0; align-items: baseline; }
dl.found dt { color: var(--muted); } dl.found dd { margin: 0; overflow-x: auto;
  overflow-y: hidden; }
.inputs { display: flex; flex-wrap: wrap; gap: .25em 1.2em; align-items: center; }
.caret { margin: .4em 0; }
.unexpected { font-weight: 700; color: var(--refuted); }
figure { margin: .7em 0 .2em; } figcaption { font-size: .9em; color: var(--muted); }
.plot { width: 100%; max-width: 35rem; height: auto; display: block; }
.plot text { fill: var(--text); font-size: 12.5px; } .plot .tick { fill: var(--muted); }
.plot .middle { text-anchor: middle; } .plot .end { text-anchor: end; }
.plot path { fill: none; } .plot .grid { stroke: var(--grid); }
.plot .frame { fill: none; stroke: var(--muted); }
.plot .left { stroke: var(--left); stroke-width: 2.2; }
.plot .right { stroke: var(--right); stroke-width: 2.2; stroke-dasharray: 7 5; }
.plot .dot, .plot .at { stroke-dasharray: none; }
.plot .left.dot, .plot .left.at { fill: var(--left); }
.plot .right.dot, .plot .right.at { fill: var(--page); }
.plot .here { stroke: var(--muted); stroke-dasharray: 2 3; }

.v-holds { --tone: var(--holds); } .v-under { --tone: var(--under); }
.v-refuted { --tone: var(--refuted); } .v-ill { --tone: var(--ill); }
.v-trivial { --tone: var(--trivial); } .v-undecided { --tone: var(--undecided); }
.verdict.v-holds { color: var(--holds); background: var(--holds-bg); }
.verdict.v-under { color: var(--under); background: var(--under-bg); }
.verdict.v-refuted { color: var(--refuted); background: var(--refuted-bg); }
.verdict.v-ill { color: var(--ill); background: var(--ill-bg); }
.verdict.v-trivial { color: var(--trivial); background: var(--trivial-bg); }
.verdict.v-undecided { color: var(--undecided); background: var(--undecided-bg); }

body:has(#show-holds:checked) .claim:not(.v-holds),
body:has(#show-under:checked) .claim:not(.v-under),
body:has(#show-refuted:checked) .claim:not(.v-refuted),
body:has(#show-ill:checked) .claim:not(.v-ill),
body:has(#show-trivial:checked) .claim:not(.v-trivial),
body:has(#show-undecided:checked) .claim:not(.v-undecided),
body:has(#show-surprise:checked) .claim:not(.surprise),
body:has(#show-holds:checked) .block:not(:has(.v-holds)),
body:has(#show-under:checked) .block:not(:has(.v-under)),
body:has(#show-refuted:checked) .block:not(:has(.v-refuted)),
body:has(#show-ill:checked) .block:not(:has(.v-ill)),
body:has(#show-trivial:checked) .block:not(:has(.v-trivial)),
body:has(#show-undecided:checked) .block:not(:has(.v-undecided)),
body:has(#show-surprise:checked) .block:not(:has(.surprise)),
body:has(.filter input:checked:not(#show-all)) .prose { display: none; }

@media (max-width: 36rem) {
  body { padding: .8rem .7rem 3rem; }
  .claim { padding: .55em .65em; } .claim .where { margin-left: 0; }
  dl.found { gap: .25em .6em; } dl.found dt { font-size: .9em; }
  .overview th, .overview td { padding: .25em .3em; } .overview { font-size: .85em; }
  .plot text { font-size: 16px; } }
@media print { .filter, .contents { display: none; } .claim { break-inside: avoid; } }
)css";
}

}  // namespace assay::derivation
