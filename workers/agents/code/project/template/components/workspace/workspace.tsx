"use client";

import { useRef, useState } from "react";

import { Icon } from "@/components/icons";
import { EmptyState } from "@/components/workspace/empty-state";
import { EntryDialog } from "@/components/workspace/entry-dialog";
import { EntryRow } from "@/components/workspace/entry-row";
import { UndoToast } from "@/components/workspace/undo-toast";
import { entity } from "@/content/entity";
import { today } from "@/lib/dates";
import { isDone, titleOf, type Entry } from "@/lib/entries";
import { add, change, remove, restore, toggle, useEntries } from "@/lib/store";

type Filter = "all" | "open" | "done";

export function Workspace() {
  const { entries, ready } = useEntries();
  const [filter, setFilter] = useState<Filter>("all");
  const [words, setWords] = useState("");
  const [edited, setEdited] = useState<Entry | "new" | null>(null);
  const [undo, setUndo] = useState<{ title: string; before: readonly Entry[] } | null>(null);
  const addButton = useRef<HTMLButtonElement>(null);

  const shown = entries.filter((entry) => passes(entry, filter) && holds(entry, words));

  function save(values: Entry["values"]) {
    if (edited === "new") add(values);
    else if (edited) change(edited.id, values);
    setEdited(null);
  }

  function removed(entry: Entry) {
    setUndo({ title: titleOf(entry), before: entries });
    remove(entry.id);
    addButton.current?.focus();
  }

  return (
    <section className="part entries wide" aria-label={entity.plural}>
      <div className="inner">
        <div className="bar">
          <label className="search">
            <span className="hidden">Search</span>
            <Icon name="search" />
            <input type="search" placeholder="Search" value={words} onChange={(event) => setWords(event.target.value)} />
          </label>
          <FilterButtons chosen={filter} choose={setFilter} />
          <button ref={addButton} type="button" className="button primary" onClick={() => setEdited("new")}>
            <Icon name="plus" />
            <span>New {entity.singular.toLowerCase()}</span>
          </button>
        </div>
        {ready && entries.length === 0 && <EmptyState onAdd={() => setEdited("new")} />}
        {ready && entries.length > 0 && shown.length === 0 && <p className="muted">Nothing here matches.</p>}
        <ul className="entries-list" aria-busy={!ready}>
          {shown.map((entry) => (
            <EntryRow
              key={entry.id}
              entry={entry}
              onToggle={() => toggle(entry.id)}
              onEdit={() => setEdited(entry)}
              onRemove={() => removed(entry)}
            />
          ))}
        </ul>
      </div>
      {edited && <EntryDialog entry={edited === "new" ? null : edited} onSave={save} onClose={() => setEdited(null)} />}
      <UndoToast
        title={undo?.title ?? null}
        onUndo={() => {
          if (undo) restore(undo.before);
          setUndo(null);
        }}
        onClose={() => setUndo(null)}
      />
    </section>
  );
}

function FilterButtons({ chosen, choose }: { chosen: Filter; choose: (filter: Filter) => void }) {
  const labels: Record<Filter, string> = { all: "All", open: entity.openLabel, done: entity.doneLabel };
  return (
    <div className="segments" role="group" aria-label="Show">
      {(["all", "open", "done"] as const).map((filter) => (
        <button key={filter} type="button" aria-pressed={filter === chosen} onClick={() => choose(filter)}>
          {labels[filter]}
        </button>
      ))}
    </div>
  );
}

function passes(entry: Entry, filter: Filter): boolean {
  return filter === "all" || isDone(entry, today()) === (filter === "done");
}

function holds(entry: Entry, words: string): boolean {
  const text = Object.values(entry.values).join(" ").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
