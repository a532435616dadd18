import { Icon } from "@/components/icons";
import { Part } from "@/components/part";
import type { Features } from "@/lib/content";

export function FeaturesSection({ id, section }: { id: string; section: Features }) {
  return (
    <Part kind="features" id={id} heading={section.heading}>
      <ul className={`cards of-${section.items.length}`}>
        {section.items.map(({ title, text, icon }, index) => (
          <li key={index}>
            <span className="badge">
              <Icon name={icon} />
            </span>
            <h3>{title}</h3>
            {text && <p>{text}</p>}
          </li>
        ))}
      </ul>
    </Part>
  );
}
