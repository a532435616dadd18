/** What the dashboard tells, computed from the entries alone. */

import { entity } from "@/content/entity";
import type { Field } from "@/lib/content";
import { lastDays, today, weekday, type Day } from "@/lib/dates";
import { fields, isDone, shown, type Entry } from "@/lib/entries";

export type Figure = { label: string; value: string };
export type Share = { label: string; count: number; percent: number };

const DAYS = 7;

export function figuresOf(entries: readonly Entry[]): Figure[] {
  const day = today();
  const done = entries.filter((entry) => isDone(entry, day)).length;
  return [
    { label: entity.plural, value: String(entries.length) },
    { label: entity.doneLabel, value: String(done) },
    { label: entity.openLabel, value: String(entries.length - done) },
    entity.rhythm === "daily"
      ? { label: "Days in a row", value: String(streakOf(entries)) }
      : { label: "Share done", value: `${percent(done, entries.length)} %` },
    ...totalsOf(entries),
  ];
}

/** How many were marked as done on each of the last seven days. */
export function weekOf(entries: readonly Entry[]): Share[] {
  const counts = lastDays(DAYS).map((day) => ({ label: weekday(day), count: doneOn(entries, day) }));
  const most = Math.max(1, ...counts.map(({ count }) => count));
  return counts.map(({ label, count }) => ({ label, count, percent: percent(count, most) }));
}

/** How the entries divide up by the first field that has options. */
export function groupsOf(entries: readonly Entry[]): { label: string; shares: Share[] } | null {
  const field = fields.find(({ type }) => type === "select");
  if (!field || entries.length === 0) return null;
  const shares = field.options.map((option) => {
    const count = entries.filter((entry) => entry.values[field.key] === option).length;
    return { label: option, count, percent: percent(count, entries.length) };
  });
  return { label: field.label, shares };
}

/** What is open and comes first by date, at most `count`. */
export function upcoming(entries: readonly Entry[], count: number): Entry[] {
  const day = today();
  const date = fields.find(({ type }) => type === "date");
  const open = entries.filter((entry) => !isDone(entry, day));
  const due = (entry: Entry) => String((date && entry.values[date.key]) ?? "9999");
  return open.sort((one, other) => due(one).localeCompare(due(other))).slice(0, count);
}

/** Days in a row, up to today or yesterday, on which something was done. */
export function streakOf(entries: readonly Entry[]): number {
  const days = new Set(entries.flatMap(({ doneOn }) => doneOn));
  const past = lastDays(366).reverse();
  const first = days.has(past[0] ?? "") ? 0 : 1;
  const broken = past.slice(first).findIndex((day) => !days.has(day));
  return broken === -1 ? past.length - first : broken;
}

function totalsOf(entries: readonly Entry[]): Figure[] {
  const numeric = fields.filter(({ type }) => type === "number" || type === "money").slice(0, 2);
  return numeric.map((field) => ({ label: `${field.label} in total`, value: totalOf(entries, field) }));
}

function totalOf(entries: readonly Entry[], field: Field): string {
  const total = entries.reduce((sum, { values }) => sum + Number(values[field.key] ?? 0), 0);
  return shown(field, Math.round(total * 100) / 100);
}

function doneOn(entries: readonly Entry[], day: Day): number {
  return entries.filter((entry) => entry.doneOn.includes(day)).length;
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((100 * part) / whole);
}
