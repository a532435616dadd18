import { CallToActionSection } from "@/components/sections/call-to-action";
import { ChartSection } from "@/components/sections/chart";
import { EntriesSection } from "@/components/sections/entries";
import { FaqSection } from "@/components/sections/faq";
import { FeaturesSection } from "@/components/sections/features";
import { FormSection } from "@/components/sections/form";
import { HeroSection } from "@/components/sections/hero";
import { PricingSection } from "@/components/sections/pricing";
import { ProseSection } from "@/components/sections/prose";
import { StatsSection } from "@/components/sections/stats";
import { StepsSection } from "@/components/sections/steps";
import { TableSection } from "@/components/sections/table";
import { VoicesSection } from "@/components/sections/voices";
import type { Item, Page, Section } from "@/lib/content";

/** All sections of a page, in their order. */
export function SectionList({ page }: { page: Page }) {
  const shown = page.sections.flatMap((section) =>
    section.kind === "features" || section.kind === "steps" ? section.items : [],
  );
  const halves = paired(page.sections);
  return page.sections.map((section, index) => (
    <SectionView
      key={index}
      section={section}
      id={`part-${index + 1}`}
      first={index === 0}
      half={halves.has(index)}
      shown={shown.slice(0, 3)}
    />
  ));
}

const CAN_SHARE = new Set<Section["kind"]>(["entries", "chart", "prose", "faq", "form"]);

/** The places of the sections that have a neighbour to share a row with. */
function paired(sections: readonly Section[]): Set<number> {
  const halves = new Set<number>();
  let waiting: number | null = null;
  sections.forEach((section, index) => {
    if (!CAN_SHARE.has(section.kind)) {
      waiting = null;
    } else if (waiting === null) {
      waiting = index;
    } else {
      halves.add(waiting).add(index);
      waiting = null;
    }
  });
  return halves;
}

type Props = { section: Section; id: string; first: boolean; half: boolean; shown: readonly Item[] };

function SectionView({ section, id, first, half, shown }: Props) {
  switch (section.kind) {
    case "hero":
      return <HeroSection id={id} section={section} top={first} shown={shown} />;
    case "features":
      return <FeaturesSection id={id} section={section} />;
    case "steps":
      return <StepsSection id={id} section={section} />;
    case "pricing":
      return <PricingSection id={id} section={section} />;
    case "faq":
      return <FaqSection id={id} section={section} half={half} />;
    case "stats":
      return <StatsSection id={id} section={section} />;
    case "entries":
      return <EntriesSection id={id} section={section} half={half} />;
    case "chart":
      return <ChartSection id={id} section={section} half={half} />;
    case "form":
      return <FormSection id={id} section={section} half={half} />;
    case "prose":
      return <ProseSection id={id} section={section} half={half} />;
    case "call_to_action":
      return <CallToActionSection id={id} section={section} />;
    case "voices":
      return <VoicesSection id={id} section={section} />;
    case "table":
      return <TableSection id={id} section={section} />;
  }
}
