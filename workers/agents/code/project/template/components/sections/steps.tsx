import { Part } from "@/components/part";
import type { Steps } from "@/lib/content";

export function StepsSection({ id, section }: { id: string; section: Steps }) {
  return (
    <Part kind="steps" id={id} heading={section.heading}>
      <ol className={`path of-${section.items.length}`}>
        {section.items.map(({ title, text }, index) => (
          <li key={index}>
            <h3>{title}</h3>
            {text && <p>{text}</p>}
          </li>
        ))}
      </ol>
    </Part>
  );
}
