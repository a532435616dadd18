import type { CSSProperties } from "react";

export type Bar = { label: string; shown: string; percent: number };

/** Columns as a list, so that they read well without being seen. */
export function Bars({ bars }: { bars: readonly Bar[] }) {
  return (
    <ol className="bars">
      {bars.map(({ label, shown, percent }, index) => (
        <li key={index} style={{ "--share": percent } as CSSProperties}>
          <span className="value">{shown}</span>
          <span className="column" aria-hidden="true" />
          <span className="label">{label}</span>
        </li>
      ))}
    </ol>
  );
}
