"use client";

import { Bars } from "@/components/bars";
import { ButtonLink } from "@/components/button-link";
import { Part } from "@/components/part";
import { EmptyState } from "@/components/workspace/empty-state";
import { entity } from "@/content/entity";
import { product } from "@/content/product";
import type { Entry } from "@/lib/entries";
import { titleOf } from "@/lib/entries";
import { toggle, useEntries } from "@/lib/store";
import { figuresOf, groupsOf, upcoming, weekOf, type Share } from "@/lib/summary";

export function Dashboard() {
  const { entries, ready } = useEntries();
  if (ready && entries.length === 0) {
    return (
      <Part kind="stats" id="empty">
        <EmptyState />
      </Part>
    );
  }
  const groups = groupsOf(entries);
  return (
    <>
      <Figures entries={entries} />
      <NextUp entries={entries} />
      <Part kind="chart" id="week" half heading="The last seven days">
        <Bars bars={weekOf(entries).map(asBar)} />
      </Part>
      {groups && (
        <Part kind="chart" id="groups" heading={`By ${groups.label.toLowerCase()}`}>
          <Bars bars={groups.shares.map(asBar)} />
        </Part>
      )}
    </>
  );
}

function Figures({ entries }: { entries: readonly Entry[] }) {
  const figures = figuresOf(entries);
  return (
    <Part kind="stats" id="figures">
      <dl className={`figures of-${figures.length}`}>
        {figures.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

function NextUp({ entries }: { entries: readonly Entry[] }) {
  const next = upcoming(entries, 5);
  const all = { label: `All ${entity.plural.toLowerCase()}`, href: product.workspaceHref };
  return (
    <Part kind="entries" id="next" half heading="Next up" aside={<ButtonLink action={all} kind="small" />}>
      {next.length === 0 && <p className="muted">All done for now.</p>}
      <ul className="entries-list">
        {next.map((entry) => (
          <li key={entry.id}>
            <label>
              <input type="checkbox" checked={false} onChange={() => toggle(entry.id)} />
              <span className="words" dir="auto">
                <strong>{titleOf(entry)}</strong>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function asBar({ label, count, percent }: Share) {
  return { label, shown: String(count), percent };
}
