/** Entries as values: made, checked, read back, and put into words. */

import { entity } from "@/content/entity";
import type { Field } from "@/lib/content";
import { readable, type Day } from "@/lib/dates";

export type Value = string | number | boolean;

export type Entry = {
  id: string;
  createdAt: string;
  /** By field key; a field that was left empty is absent. */
  values: Readonly<Record<string, Value>>;
  /** The days on which it was marked as done. */
  doneOn: readonly Day[];
};

export type Draft = Readonly<Record<string, string | boolean>>;
export type Problems = Readonly<Record<string, string>>;

const LONGEST_TEXT = 2000;

export const fields: readonly Field[] = entity.fields;
export const titleField: Field = firstOf(fields);

export function newEntry(values: Entry["values"]): Entry {
  return { id: crypto.randomUUID(), createdAt: new Date().toISOString(), values, doneOn: [] };
}

export function titleOf(entry: Entry): string {
  return String(entry.values[titleField.key] ?? "Untitled");
}

export function isDone(entry: Entry, day: Day): boolean {
  return entity.rhythm === "daily" ? entry.doneOn.includes(day) : entry.doneOn.length > 0;
}

export function toggled(entry: Entry, day: Day): Entry {
  if (isDone(entry, day)) {
    const left = entity.rhythm === "daily" ? entry.doneOn.filter((done) => done !== day) : [];
    return { ...entry, doneOn: left };
  }
  return { ...entry, doneOn: [...entry.doneOn, day].sort() };
}

/** A value in words, with its unit. */
export function shown(field: Field, value: Value | undefined): string {
  if (value === undefined || value === "") return "";
  if (field.type === "checkbox") return value ? field.label : "";
  if (field.type === "date") return readable(String(value));
  if (typeof value !== "number") return String(value);
  const number = value.toLocaleString("en", field.type === "money" ? { minimumFractionDigits: 2 } : {});
  return field.type === "money" ? `${field.unit}${number}` : `${number} ${field.unit}`.trim();
}

export function draftOf(entry: Entry | null): Draft {
  const pairs = fields.map((field): [string, string | boolean] => {
    const value = entry?.values[field.key];
    return [field.key, field.type === "checkbox" ? value === true : String(value ?? "")];
  });
  return Object.fromEntries(pairs);
}

/** Puts the cursor into the first field of an entry's form. */
export function focusTitle(): void {
  document.getElementById(`field-${titleField.key}`)?.focus();
}

/** What is wrong with a draft, by field key; empty when it can be kept. */
export function problemsOf(draft: Draft): Problems {
  const found = fields.map((field) => [field.key, problemOf(field, draft[field.key])]);
  return Object.fromEntries(found.filter(([, problem]) => problem));
}

export function valuesOf(draft: Draft): Entry["values"] {
  const pairs = fields.flatMap((field): [string, Value][] => {
    const value = draft[field.key];
    if (typeof value === "boolean") return value ? [[field.key, true]] : [];
    const text = (value ?? "").trim();
    if (!text) return [];
    return [[field.key, isNumeric(field) ? Number(text) : text]];
  });
  return Object.fromEntries(pairs);
}

/** The entries in a stored or imported text. Throws when it is none of ours. */
export function parsed(text: string): Entry[] {
  const stored: unknown = JSON.parse(text);
  if (!Array.isArray(stored)) throw new Error("Not a list of entries");
  return stored.filter(isEntry);
}

function problemOf(field: Field, value: string | boolean | undefined): string {
  if (typeof value === "boolean") return "";
  const text = (value ?? "").trim();
  if (!text) return field.required ? `${field.label} is needed.` : "";
  if (text.length > LONGEST_TEXT) return `${field.label} is too long: at most ${LONGEST_TEXT} characters.`;
  if (isNumeric(field) && !Number.isFinite(Number(text))) return `${field.label} has to be a number.`;
  if (isNumeric(field) && Number(text) < 0) return `${field.label} cannot be negative.`;
  if (field.type === "select" && !field.options.includes(text)) return `Choose one of the options for ${field.label}.`;
  return "";
}

function isNumeric(field: Field): boolean {
  return field.type === "number" || field.type === "money";
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const { id, createdAt, values, doneOn } = value as Partial<Entry>;
  return (
    typeof id === "string" &&
    typeof createdAt === "string" &&
    typeof values === "object" &&
    values !== null &&
    Array.isArray(doneOn)
  );
}

function firstOf(all: readonly Field[]): Field {
  const [first] = all;
  if (!first) throw new Error("An entity needs a field");
  return first;
}
