"use client";

import { useState, type FormEvent, type ReactNode } from "react";

import { EntryField } from "@/components/workspace/entry-field";
import { draftOf, fields, problemsOf, valuesOf, type Draft, type Entry, type Problems } from "@/lib/entries";

type Props = { entry: Entry | null; onSave: (values: Entry["values"]) => void; children?: ReactNode };

/** The fields of one entry, checked before they are saved; `children` stand beside the button. */
export function EntryForm({ entry, onSave, children }: Props) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(entry));
  const [problems, setProblems] = useState<Problems>({});

  function submit(event: FormEvent) {
    event.preventDefault();
    const found = problemsOf(draft);
    setProblems(found);
    const first = fields.find(({ key }) => found[key]);
    if (first) {
      document.getElementById(`field-${first.key}`)?.focus();
      return;
    }
    onSave(valuesOf(draft));
    setDraft(draftOf(null));
  }

  return (
    <form noValidate onSubmit={submit}>
      <div className="fields">
        {fields.map((field) => (
          <EntryField
            key={field.key}
            field={field}
            value={draft[field.key] ?? ""}
            problem={problems[field.key] ?? ""}
            onChange={(value) => setDraft({ ...draft, [field.key]: value })}
          />
        ))}
      </div>
      <div className="actions">
        <button type="submit" className="button primary">
          Save
        </button>
        {children}
      </div>
    </form>
  );
}
