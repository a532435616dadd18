import { Part } from "@/components/part";
import type { Prose } from "@/lib/content";

export function ProseSection({ id, section, half }: { id: string; section: Prose; half: boolean }) {
  return (
    <Part kind="prose" id={id} half={half} heading={section.heading}>
      <div className="prose-text">
        {section.paragraphs.map((paragraph, index) => (
          <p key={index}>{paragraph}</p>
        ))}
      </div>
    </Part>
  );
}
