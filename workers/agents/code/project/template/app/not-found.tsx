import type { Metadata } from "next";

import { ButtonLink } from "@/components/button-link";
import { Part } from "@/components/part";
import { Shell } from "@/components/shell/shell";
import type { Page } from "@/lib/content";

export const metadata: Metadata = { title: "Not found" };

const PAGE: Page = {
  title: "There is no such page",
  description: "The address may be old, or it has a slip in it.",
  shell: "site",
  type: "other",
  live: true,
  sections: [],
};

export default function NotFound() {
  return (
    <Shell page={PAGE}>
      <Part kind="prose" id="way-back">
        <ButtonLink action={{ label: "To the start", href: "/" }} />
      </Part>
    </Shell>
  );
}
