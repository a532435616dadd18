import { ButtonLink } from "@/components/button-link";
import { Icon } from "@/components/icons";
import { Part } from "@/components/part";
import type { Hero, Item } from "@/lib/content";

type Props = { id: string; section: Hero; top: boolean; shown: readonly Item[] };

export function HeroSection({ id, section, top, shown }: Props) {
  const Heading = top ? "h1" : "h2";
  return (
    <Part kind="hero" id={id}>
      <div className="words">
        {section.eyebrow && <p className="eyebrow">{section.eyebrow}</p>}
        <Heading>{section.headline}</Heading>
        {section.text && <p className="lead">{section.text}</p>}
        <div className="actions">
          <ButtonLink action={section.primary} />
          {section.secondary && <ButtonLink action={section.secondary} kind="quiet" />}
        </div>
      </div>
      <Picture title={section.eyebrow || section.primary.label} shown={shown} />
    </Part>
  );
}

/** A small view of the product, drawn from the words of the page; they are read further down. */
function Picture({ title, shown }: { title: string; shown: readonly Item[] }) {
  return (
    <div className="art" aria-hidden="true">
      <div className="art-card">
        <p className="art-title">{title}</p>
        <svg className="ring" viewBox="0 0 64 64" width="64" height="64">
          <circle cx="32" cy="32" r="26" />
          <circle className="part-done" cx="32" cy="32" r="26" pathLength="100" />
        </svg>
        <ul>
          {shown.map((item, index) => (
            <li key={index}>
              <span className="badge">
                <Icon name={item.icon} />
              </span>
              <span className="words">{item.title}</span>
              <span className={index === 0 ? "tick done" : "tick"}>
                <Icon name="check" />
              </span>
            </li>
          ))}
        </ul>
        <div className="art-bars">
          {Array.from({ length: 7 }, (_, index) => (
            <i key={index} />
          ))}
        </div>
      </div>
    </div>
  );
}
