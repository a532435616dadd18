/** Light or dark: the visitor's own choice, else the product's, else the device's. */

import { product } from "@/content/product";

export type Theme = "auto" | "light" | "dark";

const KEY = `${product.storageKey}:theme`;
const DARK = "(prefers-color-scheme: dark)";

const listeners = new Set<() => void>();

/** Runs before the first paint, so that nothing flashes. Plain ES5, since it is never compiled. */
export const THEME_SCRIPT = `(function () {
  var theme = ${JSON.stringify(product.theme)};
  try { theme = localStorage.getItem(${JSON.stringify(KEY)}) || theme; } catch (error) {}
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();`;

export function chosenTheme(): Theme {
  try {
    const stored = window.localStorage.getItem(KEY);
    if (stored === "auto" || stored === "light" || stored === "dark") return stored;
  } catch {
    // A forbidden storage: the product's own theme holds.
  }
  return product.theme;
}

/** The colours that a choice comes down to on this device. */
export function applied(theme: Theme): "light" | "dark" {
  if (theme !== "auto") return theme;
  return window.matchMedia(DARK).matches ? "dark" : "light";
}

export function chooseTheme(theme: Theme): void {
  try {
    window.localStorage.setItem(KEY, theme);
  } catch {
    // The choice then lasts as long as this page.
  }
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  listeners.forEach((listener) => listener());
}

export function subscribe(listener: () => void): () => void {
  const device = window.matchMedia(DARK);
  listeners.add(listener);
  device.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    device.removeEventListener("change", listener);
  };
}
