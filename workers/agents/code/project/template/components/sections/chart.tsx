import { Bars } from "@/components/bars";
import { Part } from "@/components/part";
import type { Chart } from "@/lib/content";

export function ChartSection({ id, section, half }: { id: string; section: Chart; half: boolean }) {
  return (
    <Part kind="chart" id={id} half={half} heading={section.heading}>
      {section.caption && <p className="muted">{section.caption}</p>}
      <Bars bars={section.bars.map(({ label, value }) => ({ label, shown: String(value), percent: value }))} />
    </Part>
  );
}
