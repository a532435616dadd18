import { Part } from "@/components/part";
import type { Prose } from "@/lib/content";

export function ProseSection({ id, section }: { id: string; section: Prose }) {
  return (
    <Part kind="prose" id={id} heading={section.heading}>
      <div className="prose-text">
        {section.paragraphs.map((paragraph, index) => (
          <p key={index}>{paragraph}</p>
        ))}
      </div>
    </Part>
  );
}
