import { Part } from "@/components/part";
import type { Faq } from "@/lib/content";

export function FaqSection({ id, section, half }: { id: string; section: Faq; half: boolean }) {
  return (
    <Part kind="faq" id={id} half={half} heading={section.heading}>
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
