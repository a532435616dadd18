import { Part } from "@/components/part";
import { changes } from "@/content/changes";

export function ChangeList() {
  return (
    <Part kind="entries" id="changes">
      {changes.length === 0 && <p className="muted">This is the first version.</p>}
      <ul className="entries-list">
        {changes.map(({ title, text, done }, index) => (
          <li key={index}>
            <span className="words">
              <strong>{title}</strong>
              {text && <small>{text}</small>}
            </span>
            <span className="pill">{done ? "Done" : "Noted"}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
