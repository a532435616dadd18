"use client";

import { useSyncExternalStore } from "react";

import { Icon } from "@/components/icons";
import { applied, chosenTheme, chooseTheme, subscribe } from "@/lib/theme";

export function ThemeToggle() {
  const theme = useSyncExternalStore(subscribe, () => applied(chosenTheme()), () => null);
  const other = theme === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={theme ? `Switch to ${other} colours` : "Switch colours"}
      onClick={() => chooseTheme(other)}
    >
      <Icon name={theme === "dark" ? "sun" : "moon"} />
    </button>
  );
}
