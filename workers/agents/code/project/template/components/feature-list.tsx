import { Icon } from "@/components/icons";
import { Part } from "@/components/part";
import { product } from "@/content/product";

const PRIORITIES = { must: "At the heart", should: "Next", could: "Later" } as const;

/** Everything that the product is meant to do, by how soon. */
export function FeatureList() {
  return (Object.keys(PRIORITIES) as (keyof typeof PRIORITIES)[]).map((priority) => {
    const features = product.features.filter((feature) => feature.priority === priority);
    if (features.length === 0) return null;
    return (
      <Part key={priority} kind="features" id={priority} heading={PRIORITIES[priority]}>
        <ul className="cards">
          {features.map(({ title, text, icon }, index) => (
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
  });
}
