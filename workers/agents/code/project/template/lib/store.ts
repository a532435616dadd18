"use client";

/** Where the entries are kept: this browser's localStorage, shared between its open tabs. */

import { useSyncExternalStore } from "react";

import { entity } from "@/content/entity";
import { product } from "@/content/product";
import { daysFromToday, lastDays, today, type Day } from "@/lib/dates";
import { fields, newEntry, parsed, toggled, type Entry } from "@/lib/entries";

const KEY = `${product.storageKey}:entries`;
const NONE: readonly Entry[] = [];

let entries: readonly Entry[] | null = null;
const listeners = new Set<() => void>();

/** All entries, the newest first; `ready` is false until the browser has been asked. */
export function useEntries(): { entries: readonly Entry[]; ready: boolean } {
  const found = useSyncExternalStore(subscribe, current, () => null);
  return { entries: found ?? NONE, ready: found !== null };
}

export function add(values: Entry["values"]): void {
  keep([newEntry(values), ...current()]);
}

export function change(id: string, values: Entry["values"]): void {
  keep(current().map((entry) => (entry.id === id ? { ...entry, values } : entry)));
}

export function toggle(id: string): void {
  keep(current().map((entry) => (entry.id === id ? toggled(entry, today()) : entry)));
}

export function remove(id: string): void {
  keep(current().filter((entry) => entry.id !== id));
}

/** Puts back what was removed, where it was. */
export function restore(before: readonly Entry[]): void {
  keep(before);
}

export function addExamples(): void {
  keep([...entity.examples.map(exampleEntry), ...current()]);
}

/** Replaces everything by what an exported file holds. Throws when the file is none of ours. */
export function replaceBy(text: string): number {
  const found = parsed(text);
  keep(found);
  return found.length;
}

export function clear(): void {
  keep([]);
}

export function exported(): string {
  return JSON.stringify(current(), null, 2);
}

/** An example as an entry; dates such as `+3` are days from today. */
function exampleEntry(example: Entry["values"], index: number): Entry {
  const values = Object.entries(example).map(([key, value]): [string, Entry["values"][string]] => {
    const isDate = fields.some((field) => field.key === key && field.type === "date");
    return [key, isDate && /^[+-]\d+$/.test(String(value)) ? daysFromToday(Number(value)) : value];
  });
  return { ...newEntry(Object.fromEntries(values)), doneOn: exampleDays(index) };
}

/** Days on which an example was done: every second one of some last days, or just one of them. */
function exampleDays(index: number): Day[] {
  const past = lastDays(7 - index).slice(0, -1);
  if (entity.rhythm === "daily") return past.filter((_, day) => day % 2 === 0 || index === 0);
  return index % 2 === 0 ? [] : past.slice(-1);
}

function current(): readonly Entry[] {
  entries ??= stored();
  return entries;
}

function stored(): readonly Entry[] {
  try {
    return parsed(window.localStorage.getItem(KEY) ?? "[]");
  } catch {
    return NONE; // what cannot be read is not shown; it is overwritten by the next change only
  }
}

function keep(next: readonly Entry[]): void {
  entries = next;
  try {
    window.localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A full or forbidden storage: the entries live as long as this tab.
  }
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  const fromOtherTab = (event: StorageEvent) => {
    if (event.key !== KEY) return;
    entries = null;
    listener();
  };
  listeners.add(listener);
  window.addEventListener("storage", fromOtherTab);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", fromOtherTab);
  };
}
