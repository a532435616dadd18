import { Icon } from "@/components/icons";
import { entity } from "@/content/entity";
import { today } from "@/lib/dates";
import { fields, isDone, shown, titleField, titleOf, type Entry } from "@/lib/entries";

type Props = { entry: Entry; onToggle: () => void; onEdit: () => void; onRemove: () => void };

export function EntryRow({ entry, onToggle, onEdit, onRemove }: Props) {
  const done = isDone(entry, today());
  const title = titleOf(entry);
  const [badges, notes] = [true, false].map((chosen) =>
    fields
      .filter((field) => field !== titleField && (field.type === "select") === chosen)
      .map((field) => shown(field, entry.values[field.key]))
      .filter(Boolean),
  );
  return (
    <li>
      <label>
        <input type="checkbox" checked={done} onChange={onToggle} aria-label={`${title}: ${entity.doneLabel}`} />
        <span className="words" dir="auto">
          <strong>{title}</strong>
          {notes && notes.length > 0 && <small>{notes.join(" · ")}</small>}
        </span>
      </label>
      {badges?.map((text, index) => (
        <span key={index} className="pill">
          {text}
        </span>
      ))}
      <span className="tools">
        <button type="button" className="icon-button" aria-label={`Edit ${title}`} onClick={onEdit}>
          <Icon name="pen" />
        </button>
        <button type="button" className="icon-button" aria-label={`Delete ${title}`} onClick={onRemove}>
          <Icon name="trash" />
        </button>
      </span>
    </li>
  );
}
