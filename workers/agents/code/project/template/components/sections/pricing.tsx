import { ButtonLink } from "@/components/button-link";
import { Icon } from "@/components/icons";
import { Part } from "@/components/part";
import type { Pricing } from "@/lib/content";

export function PricingSection({ id, section }: { id: string; section: Pricing }) {
  return (
    <Part kind="pricing" id={id} heading={section.heading}>
      <ul className={`tiers of-${section.tiers.length}`}>
        {section.tiers.map(({ name, price, text, points, featured, action }, index) => (
          <li key={index} className={featured ? "tier featured" : "tier"}>
            <h3>{name}</h3>
            <p className="price">{price}</p>
            {text && <p className="muted">{text}</p>}
            <ul className="points">
              {points.map((point, place) => (
                <li key={place}>
                  <Icon name="check" />
                  <span>{point}</span>
                </li>
              ))}
            </ul>
            <ButtonLink action={action} kind={featured ? "primary" : "quiet"} />
          </li>
        ))}
      </ul>
    </Part>
  );
}
