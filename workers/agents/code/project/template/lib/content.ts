/** The shapes of everything under `content/`: what the pages say, apart from how they look. */

import type { IconName } from "@/components/icons";

export type Action = { label: string; href: string };
export type Item = { title: string; text: string; icon: IconName };

export type Hero = {
  kind: "hero";
  eyebrow: string;
  headline: string;
  text: string;
  primary: Action;
  secondary: Action | null;
};
export type Features = { kind: "features"; heading: string; items: readonly Item[] };
export type Steps = { kind: "steps"; heading: string; items: readonly Item[] };
export type Tier = {
  name: string;
  price: string;
  text: string;
  points: readonly string[];
  featured: boolean;
  action: Action;
};
export type Pricing = { kind: "pricing"; heading: string; tiers: readonly Tier[] };
export type Faq = { kind: "faq"; heading: string; items: readonly { question: string; answer: string }[] };
export type Stats = { kind: "stats"; heading: string; items: readonly { value: string; label: string }[] };
export type SampleEntry = { title: string; note: string; status: string; done: boolean };
export type Entries = {
  kind: "entries";
  heading: string;
  items: readonly SampleEntry[];
  action: Action | null;
};
export type Chart = {
  kind: "chart";
  heading: string;
  caption: string;
  bars: readonly { label: string; value: number }[];
};
export type FormFieldType = "text" | "email" | "number" | "date" | "time" | "select" | "checkbox" | "textarea";
export type FormField = {
  label: string;
  type: FormFieldType;
  placeholder: string;
  options: readonly string[];
};
export type Form = { kind: "form"; heading: string; text: string; fields: readonly FormField[]; action: Action };
export type Prose = { kind: "prose"; heading: string; paragraphs: readonly string[] };
export type CallToAction = { kind: "call_to_action"; heading: string; text: string; action: Action };
export type Voices = { kind: "voices"; heading: string; items: readonly { text: string; who: string }[] };
export type Table = {
  kind: "table";
  heading: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
};

export type Section =
  | Hero
  | Features
  | Steps
  | Pricing
  | Faq
  | Stats
  | Entries
  | Chart
  | Form
  | Prose
  | CallToAction
  | Voices
  | Table;

export type Page = {
  title: string;
  description: string;
  shell: "site" | "app" | "focus";
  type: "landing" | "dashboard" | "list" | "detail" | "form" | "onboarding" | "settings" | "pricing" | "other";
  /** Whether something works on it, above its sections. */
  live: boolean;
  sections: readonly Section[];
};

export type Feature = Item & { priority: "must" | "should" | "could" };

export type Product = {
  name: string;
  tagline: string;
  summary: string;
  /** `auto` follows the device until the visitor chooses. */
  theme: "auto" | "light" | "dark";
  /** Prefix of everything that the app keeps in the browser. */
  storageKey: string;
  language: string;
  initial: string;
  navigation: readonly (Action & { icon: IconName })[];
  footerLinks: readonly Action[];
  workspaceHref: string;
  features: readonly Feature[];
  footer: string;
  look: {
    hero: "split" | "centred" | "banner" | "editorial";
    cards: "line" | "soft" | "open";
    backdrop: "glow" | "grid" | "arcs" | "plain";
  };
};

export type Change = { title: string; text: string; done: boolean };

export type FieldType = "text" | "textarea" | "number" | "money" | "date" | "time" | "select" | "checkbox";
export type Field = {
  key: string;
  label: string;
  type: FieldType;
  required: boolean;
  options: readonly string[];
  unit: string;
  hint: string;
};

/** The thing that people keep in this product. */
export type Entity = {
  singular: string;
  plural: string;
  /** `daily` things are done again every day, `once` things are done for good. */
  rhythm: "once" | "daily";
  doneLabel: string;
  openLabel: string;
  /** The first one is the title. */
  fields: readonly Field[];
  examples: readonly Record<string, string | number | boolean>[];
};
