import { Bars } from "@/components/bars";
import { Part } from "@/components/part";
import type { Chart } from "@/lib/content";

export function ChartSection({ id, section }: { id: string; section: Chart }) {
  return (
    <Part kind="chart" id={id} heading={section.heading}>
      {section.caption && <p className="muted">{section.caption}</p>}
      <Bars bars={section.bars.map(({ label, value }) => ({ label, shown: String(value), percent: value }))} />
    </Part>
  );
}
