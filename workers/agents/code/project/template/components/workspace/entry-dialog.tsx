"use client";

import { useEffect, useRef } from "react";

import { Icon } from "@/components/icons";
import { EntryForm } from "@/components/workspace/entry-form";
import { entity } from "@/content/entity";
import { focusTitle, type Entry } from "@/lib/entries";

type Props = { entry: Entry | null; onSave: (values: Entry["values"]) => void; onClose: () => void };

/** The form for one entry above the list; `entry` is null for a new one. */
export function EntryDialog({ entry, onSave, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    focusTitle();
    return () => element?.close();
  }, []);

  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="dialog-heading" onCancel={onClose}>
      <div className="dialog__head">
        <h2 id="dialog-heading">
          {entry ? "Edit" : "New"} {entity.singular.toLowerCase()}
        </h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <EntryForm entry={entry} onSave={onSave}>
        <button type="button" className="button quiet" onClick={onClose}>
          Cancel
        </button>
      </EntryForm>
    </dialog>
  );
}
