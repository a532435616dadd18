"use client";

import { useState, useSyncExternalStore, type ChangeEvent } from "react";

import { Part } from "@/components/part";
import { entity } from "@/content/entity";
import { product } from "@/content/product";
import { clear, exported, replaceBy, useEntries } from "@/lib/store";
import { chooseTheme, chosenTheme, subscribe, type Theme } from "@/lib/theme";

const THEMES: Record<Theme, string> = { auto: "As the device", light: "Light", dark: "Dark" };

export function SettingsPanel() {
  const theme = useSyncExternalStore(subscribe, chosenTheme, () => product.theme);
  const { entries } = useEntries();
  const [message, setMessage] = useState("");
  const [sure, setSure] = useState(false);

  async function bringIn(event: ChangeEvent<HTMLInputElement>) {
    const file = event.target.files?.[0];
    event.target.value = "";
    if (!file) return;
    try {
      setMessage(`${replaceBy(await file.text())} ${entity.plural.toLowerCase()} were brought in.`);
    } catch {
      setMessage("This file holds nothing that was exported here.");
    }
  }

  function removeAll() {
    if (sure) {
      clear();
      setMessage("Everything was deleted.");
    }
    setSure(!sure);
  }

  return (
    <>
      <Part kind="form" id="colours" half heading="Colours">
        <div role="radiogroup" aria-labelledby="colours-heading" className="choices">
          {(Object.keys(THEMES) as Theme[]).map((choice) => (
            <label key={choice} className="choice">
              <input type="radio" name="theme" checked={theme === choice} onChange={() => chooseTheme(choice)} />
              <span>{THEMES[choice]}</span>
            </label>
          ))}
        </div>
      </Part>
      <Part kind="form" id="data" half heading="Your data">
        <p className="muted">
          {entries.length} {entity.plural.toLowerCase()} are kept in this browser, and nowhere else.
        </p>
        <div className="actions">
          <button type="button" className="button quiet" onClick={download}>
            Export
          </button>
          <label className="button quiet">
            Import
            <input type="file" accept="application/json" className="hidden" onChange={bringIn} />
          </label>
          <button type="button" className="button danger" onClick={removeAll}>
            {sure ? "Yes, delete everything" : "Delete everything"}
          </button>
        </div>
        <p role="status" className="muted">
          {message}
        </p>
      </Part>
    </>
  );
}

function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([exported()], { type: "application/json" }));
  link.download = `${product.storageKey}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
