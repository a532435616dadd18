/** Calendar days of the visitor, as `2026-03-09`, so that they compare and sort as text. */

export type Day = string;

export function dayOf(date: Date): Day {
  const month = String(date.getMonth() + 1).padStart(2, "0");
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, "0")}`;
}

export function today(): Day {
  return dayOf(new Date());
}

export function daysFromToday(days: number): Day {
  const now = new Date();
  return dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() + days));
}

/** The last `count` days, the oldest first, today last. */
export function lastDays(count: number): Day[] {
  return Array.from({ length: count }, (_, index) => daysFromToday(index + 1 - count));
}

export function weekday(day: Day): string {
  return asDate(day).toLocaleDateString("en", { weekday: "short" });
}

export function readable(day: Day): string {
  return asDate(day).toLocaleDateString("en", { day: "numeric", month: "short", year: "numeric" });
}

function asDate(day: Day): Date {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date);
}
