"use client";

import { useState } from "react";

import { ButtonLink } from "@/components/button-link";
import { Icon } from "@/components/icons";
import { Part } from "@/components/part";
import { EntryForm } from "@/components/workspace/entry-form";
import { entity } from "@/content/entity";
import { product } from "@/content/product";
import { focusTitle, titleField } from "@/lib/entries";
import { add } from "@/lib/store";

/** A page of its own for a new entry. */
export function NewEntry() {
  const [added, setAdded] = useState("");
  return (
    <Part kind="form" id="new-entry" heading={`New ${entity.singular.toLowerCase()}`}>
      <EntryForm
        entry={null}
        onSave={(values) => {
          add(values);
          setAdded(String(values[titleField.key] ?? ""));
          focusTitle();
        }}
      />
      <p role="status" className="kept">
        {added && (
          <>
            <Icon name="check" /> <span>“{added}” was added.</span>
            <ButtonLink
              action={{ label: `All ${entity.plural.toLowerCase()}`, href: product.workspaceHref }}
              kind="small"
            />
          </>
        )}
      </p>
    </Part>
  );
}
