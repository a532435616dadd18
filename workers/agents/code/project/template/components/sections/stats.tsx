import { Part } from "@/components/part";
import type { Stats } from "@/lib/content";

export function StatsSection({ id, section }: { id: string; section: Stats }) {
  return (
    <Part kind="stats" id={id} heading={section.heading}>
      <dl className={`figures of-${section.items.length}`}>
        {section.items.map(({ value, label }, index) => (
          <div key={index}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}
