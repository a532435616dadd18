import { Part } from "@/components/part";
import type { Voices } from "@/lib/content";

export function VoicesSection({ id, section }: { id: string; section: Voices }) {
  return (
    <Part kind="voices" id={id} heading={section.heading}>
      <ul className={`cards of-${section.items.length}`}>
        {section.items.map(({ text, who }, index) => (
          <li key={index}>
            <figure>
              <blockquote>
                <p>{text}</p>
              </blockquote>
              <figcaption>{who}</figcaption>
            </figure>
          </li>
        ))}
      </ul>
    </Part>
  );
}
