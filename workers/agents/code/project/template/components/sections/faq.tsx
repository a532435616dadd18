import { Part } from "@/components/part";
import type { Faq } from "@/lib/content";

export function FaqSection({ id, section }: { id: string; section: Faq }) {
  return (
    <Part kind="faq" id={id} heading={section.heading}>
      <div className="questions">
        {section.items.map(({ question, answer }, index) => (
          <details key={index} open={index === 0}>
            <summary>{question}</summary>
            <p>{answer}</p>
          </details>
        ))}
      </div>
    </Part>
  );
}
