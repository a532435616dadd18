"use client";

import { useId, useState, type FormEvent } from "react";

import { Icon } from "@/components/icons";
import { Part } from "@/components/part";
import { product } from "@/content/product";
import type { Form, FormField } from "@/lib/content";

/** What is sent is kept in this browser: the app has no server that it could go to. */
export function FormSection({ id, section, half }: { id: string; section: Form; half: boolean }) {
  const [kept, setKept] = useState(false);

  function keep(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const answers = Object.fromEntries([...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]));
    try {
      window.localStorage.setItem(`${product.storageKey}:form:${section.heading}`, JSON.stringify(answers));
    } catch {
      // A forbidden storage keeps nothing; saying otherwise would not be true.
      return;
    }
    setKept(true);
  }

  return (
    <Part kind="form" id={id} half={half} heading={section.heading}>
      {section.text && <p className="muted">{section.text}</p>}
      <form onSubmit={keep} onChange={() => setKept(false)}>
        <div className="fields">
          {section.fields.map((field, index) => (
            <Control key={index} field={field} name={`${index + 1} ${field.label}`} />
          ))}
        </div>
        <div className="actions">
          <button type="submit" className="button primary">
            {section.action.label}
          </button>
          <p role="status" className="kept">
            {kept && (
              <>
                <Icon name="check" /> Kept on this device
              </>
            )}
          </p>
        </div>
      </form>
    </Part>
  );
}

function Control({ field, name }: { field: FormField; name: string }) {
  const id = useId();
  const { label, type, placeholder, options } = field;
  if (type === "checkbox") {
    return (
      <div className="field switch">
        <label htmlFor={id}>{label}</label>
        <input id={id} name={name} type="checkbox" role="switch" />
      </div>
    );
  }
  return (
    <div className={`field ${type}`}>
      <label htmlFor={id}>{label}</label>
      {type === "textarea" && <textarea id={id} name={name} rows={4} placeholder={placeholder} />}
      {type === "select" && (
        <select id={id} name={name}>
          {options.map((option, index) => (
            <option key={index}>{option}</option>
          ))}
        </select>
      )}
      {type !== "textarea" && type !== "select" && <input id={id} name={name} type={type} placeholder={placeholder} />}
    </div>
  );
}
