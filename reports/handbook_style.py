"""How a handbook looks in a browser and on paper, and the few lines that let its reader search it."""

from __future__ import annotations

STYLE = """\
:root {
  color-scheme: light dark;
  --page: #fbfaf7; --card: #ffffff; --ink: #1f2328; --soft: #59606a; --line: #dcd8cf; --link: #0b5a8f; --mark: #f1ece0;
  --do: #1d6b3a; --not: #a3271f; --advice: #7a4b00; --fact: #55459b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #16181b; --card: #1e2125; --ink: #e6e4de; --soft: #a3a9b2; --line: #363b42; --link: #7cc0ef; --mark: #2a2e34;
    --do: #7fd29b; --not: #ff9c92; --advice: #ecc074; --fact: #bdb1ff;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, sans-serif; overflow-wrap: break-word;
}
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: .06em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 2; }
.layout {
  display: grid; grid-template-columns: minmax(15rem, 19rem) minmax(0, 46rem); gap: 0 3rem;
  max-width: 72rem; margin: 0 auto; padding: 0 1.5rem;
}
header, footer { grid-column: 1 / -1; padding: 2rem 0 1rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.45rem; line-height: 1.25; margin: 3rem 0 1rem; padding-top: .5rem; border-top: 2px solid var(--line); }
h3, h4 { font-size: 1.12rem; line-height: 1.3; margin: 0 0 .25rem; }
.label { font-size: .8rem; font-weight: 600; margin: 1.1rem 0 .25rem; color: var(--soft); text-transform: uppercase; letter-spacing: .06em }
p, ul { margin: .5rem 0; }
ul { padding-left: 1.25rem; }
code { font: .88em ui-monospace, "Cascadia Mono", Menlo, monospace; background: var(--mark); padding: .1em .3em; border-radius: 3px; }
.soft { color: var(--soft); }
nav { position: sticky; top: 0; max-height: 100vh; overflow: auto; padding: 1rem .5rem 2rem 0; font-size: .9rem; align-self: start; }
nav summary { cursor: pointer; font-weight: 600; padding: .3rem 0; }
nav ul { list-style: none; margin: 0 0 .5rem; padding: 0 0 0 1rem; }
nav li { margin: .25rem 0; line-height: 1.35; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }
input[type=search] {
  width: 100%; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--soft); border-radius: 6px; padding: .45rem .6rem;
}
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 1.1rem 1.25rem; margin: 1rem 0;
}
.card:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
.card .card { padding: .8rem 1rem; }
.marks {
  display: flex; flex-wrap: wrap; align-items: baseline;
  gap: .25rem .6rem; margin: 0 0 .6rem; font-size: .85rem; color: var(--soft);
}
.kind { font-weight: 600; }
.must { color: var(--do); } .must_not { color: var(--not); } .advice { color: var(--advice); } .fact { color: var(--fact); }
.why { border-left: 3px solid var(--line); padding-left: .8rem; color: var(--soft); }
.messages { margin: 0; }
.messages dt { font-weight: 600; margin-top: .5rem; }
.messages dt span { font-weight: 400; color: var(--soft); }
.messages dd { margin: .1rem 0 0; }
.place { background: var(--mark); border-radius: 3px; padding: 0 .25em; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .7rem .4rem 0; border-bottom: 1px solid var(--line); }
th { font-size: .8rem; color: var(--soft); }
details > summary { cursor: pointer; }
.index { columns: 2 16rem; padding-left: 1rem; }
.index li { break-inside: avoid; margin: .2rem 0; }
[hidden] { display: none !important; }
@media (max-width: 60rem) {
  .layout { display: block; padding: 0 1rem; }
  nav { position: static; max-height: none; padding: 0 0 1rem; }
  header { padding-top: 1.25rem; }
  h1 { font-size: 1.6rem; }
  .card { padding: .9rem 1rem; }
}
@media (max-width: 40rem) {
  table, tbody, tr, td { display: block; }
  thead { position: absolute; left: -100vw; }
  tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  td { border: 0; padding: .1rem 0; }
  td:empty { display: none; }
  td:not(:first-child)::before { content: attr(data-head) ": "; color: var(--soft); }
}
@media print {
  :root {
    --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --link: #000; --mark: #eee;
    --do: #000; --not: #000; --advice: #000; --fact: #000;
  }
  body { font-size: 10pt; }
  nav, .skip { display: none; }
  .layout { display: block; max-width: none; padding: 0; }
  .card { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: .6rem 0; box-shadow: none; }
  h2, h3, h4, .label { break-after: avoid; }
  .marks, .why, li, tr, dd { break-inside: avoid; }
  a { text-decoration: none; }
  a[href^="http"]::after { content: " (" attr(href) ")"; font-size: .85em; }
}
"""

SCRIPT = """\
const box = document.getElementById("search"), cards = [...document.querySelectorAll("main .card")];
const found = document.getElementById("found"), told = cards.map(card => card.textContent.toLowerCase());
box.parentElement.hidden = false;
box.addEventListener("input", () => {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const fits = told.map(text => words.every(word => text.includes(word)));
  cards.forEach((card, place) => { card.hidden = !fits[place]; });
  found.textContent = words.length ? fits.filter(Boolean).length + " found" : "";
});
"""
