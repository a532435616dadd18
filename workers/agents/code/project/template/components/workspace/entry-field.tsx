import type { Field } from "@/lib/content";

type Props = {
  field: Field;
  value: string | boolean;
  problem: string;
  onChange: (value: string | boolean) => void;
};

export function EntryField({ field, value, problem, onChange }: Props) {
  const id = `field-${field.key}`;
  if (field.type === "checkbox") {
    return (
      <div className="field switch">
        <label htmlFor={id}>{field.label}</label>
        <input
          id={id}
          type="checkbox"
          role="switch"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      </div>
    );
  }
  const shared = {
    id,
    value: String(value),
    required: field.required,
    "aria-invalid": problem !== "",
    "aria-describedby": problem ? `${id}-problem` : undefined,
  };
  return (
    <div className="field">
      <label htmlFor={id}>
        {field.label}
        {field.unit && <span className="muted"> ({field.unit})</span>}
        {!field.required && <span className="muted"> – optional</span>}
      </label>
      <Input field={field} shared={shared} onChange={onChange} />
      {problem && (
        <p id={`${id}-problem`} className="problem">
          {problem}
        </p>
      )}
    </div>
  );
}

type Shared = { id: string; value: string; required: boolean };

function Input({ field, shared, onChange }: { field: Field; shared: Shared; onChange: (value: string) => void }) {
  switch (field.type) {
    case "textarea":
      return (
        <textarea {...shared} rows={3} placeholder={field.hint} onChange={(event) => onChange(event.target.value)} />
      );
    case "select":
      return (
        <select {...shared} onChange={(event) => onChange(event.target.value)}>
          <option value="">Choose</option>
          {field.options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      );
    case "number":
    case "money":
      return (
        <input
          {...shared}
          type="number"
          min={0}
          step={field.type === "money" ? "0.01" : "any"}
          inputMode="decimal"
          placeholder={field.hint}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    default:
      return (
        <input
          {...shared}
          type={field.type}
          placeholder={field.hint}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
