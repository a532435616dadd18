"""The style and the script of an app: entries are added, completed, deleted, filtered and kept in the browser."""

import json
import re

from workers.language_models.offline.tool_use.sites.subject import Subject

STYLE = """\
:root {
  --accent: #3454d1;
  --ground: #f6f7fb;
  --ink: #1d2233;
  font-family: system-ui, sans-serif;
}

* { box-sizing: border-box; }

body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  line-height: 1.5;
}

main { max-width: 42rem; margin: 0 auto; padding: 2rem 1rem; }

h1 { color: var(--accent); }

nav { display: flex; gap: 1rem; flex-wrap: wrap; }

a { color: var(--accent); }

form { display: grid; gap: 0.4rem; padding: 1rem; background: white; border-radius: 0.75rem; }

input, select, button { font: inherit; padding: 0.5rem 0.75rem; border: 1px solid #c9cede; border-radius: 0.5rem; }

button { cursor: pointer; background: white; color: var(--ink); }

button[type="submit"], button[aria-pressed="true"] {
  background: var(--accent);
  border-color: var(--accent);
  color: white;
}

.filters { display: flex; gap: 0.5rem; margin: 1rem 0; }

ul { list-style: none; padding: 0; }

li {
  display: flex;
  gap: 0.75rem;
  align-items: center;
  padding: 0.75rem;
  margin-bottom: 0.5rem;
  background: white;
  border-radius: 0.5rem;
}

li .told { flex: 1; overflow-wrap: anywhere; }

li.done .name { text-decoration: line-through; opacity: 0.6; }

li small { display: block; opacity: 0.75; }
"""

_SCRIPT = """\
"use strict";

const KEY = __KEY__;
const WORDS = __WORDS__;
const form = document.getElementById("new-entry");
const list = document.getElementById("entries");
const count = document.getElementById("count");
let filter = "all";
let entries = load();

function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || [];
  } catch {
    return [];
  }
}

function save() {
  try {
    localStorage.setItem(KEY, JSON.stringify(entries));
  } catch {
    // Without storage the entries last as long as the page.
  }
}

function addEntry(values) {
  entries.push({ id: Date.now() + Math.random(), done: false, values });
  update();
}

function toggleEntry(id) {
  entries = entries.map((entry) => (entry.id === id ? { ...entry, done: !entry.done } : entry));
  update();
}

function deleteEntry(id) {
  entries = entries.filter((entry) => entry.id !== id);
  update();
}

function update() {
  save();
  render();
}

function shown() {
  return entries.filter((entry) => filter === "all" || entry.done === (filter === "done"));
}

function render() {
  list.replaceChildren(...shown().map(row));
  const open = entries.filter((entry) => !entry.done).length;
  count.textContent = entries.length ? `${open} of ${entries.length} ${WORDS.things} open` : `No ${WORDS.things} yet`;
}

function row(entry) {
  const item = document.createElement("li");
  item.classList.toggle("done", entry.done);
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = entry.done;
  box.setAttribute("aria-label", `${WORDS.done}: ${entry.values.name}`);
  box.addEventListener("change", () => toggleEntry(entry.id));
  const remove = document.createElement("button");
  remove.type = "button";
  remove.textContent = "Delete";
  remove.addEventListener("click", () => deleteEntry(entry.id));
  item.append(box, told(entry), remove);
  return item;
}

function told(entry) {
  const text = document.createElement("span");
  text.className = "told";
  const name = document.createElement("span");
  name.className = "name";
  name.textContent = entry.values.name;
  const rest = document.createElement("small");
  rest.textContent = Object.entries(entry.values)
    .filter(([key, value]) => key !== "name" && value)
    .map(([key, value]) => `${WORDS.labels[key] || key}: ${value}`)
    .join(" · ");
  text.append(name, rest);
  return text;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const values = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, value.trim()]));
  if (values.name) {
    addEntry(values);
    form.reset();
  }
});

for (const button of document.querySelectorAll("[data-filter]")) {
  button.addEventListener("click", () => {
    filter = button.dataset.filter;
    for (const other of document.querySelectorAll("[data-filter]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    render();
  });
}

render();
"""


def app_js(subject: Subject) -> str:
    """The script, with the words of the subject."""
    labels = {_anchor(str(field["label"])): field["label"] for field in subject.fields}
    words = {"things": subject.things, "done": subject.done, "labels": labels}
    made = _SCRIPT.replace("__KEY__", json.dumps(_anchor(subject.title)))
    return made.replace("__WORDS__", json.dumps(words, indent=2))


def _anchor(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "entries"
