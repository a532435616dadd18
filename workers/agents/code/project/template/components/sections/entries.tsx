"use client";

import { useState } from "react";

import { ButtonLink } from "@/components/button-link";
import { Part } from "@/components/part";
import type { Entries } from "@/lib/content";

/** Examples to try: what is ticked here is not kept. */
export function EntriesSection({ id, section, half }: { id: string; section: Entries; half: boolean }) {
  const [done, setDone] = useState<readonly boolean[]>(section.items.map((item) => item.done));
  const aside = section.action ? <ButtonLink action={section.action} kind="small" /> : null;
  return (
    <Part kind="entries" id={id} half={half} heading={section.heading} aside={aside}>
      <ul className="entries-list">
        {section.items.map(({ title, note, status }, index) => (
          <li key={index}>
            <label>
              <input
                type="checkbox"
                checked={done[index] ?? false}
                onChange={() => setDone(done.map((was, place) => (place === index ? !was : was)))}
              />
              <span className="words">
                <strong>{title}</strong>
                {note && <small>{note}</small>}
              </span>
            </label>
            {status && <span className="pill">{status}</span>}
          </li>
        ))}
      </ul>
    </Part>
  );
}
