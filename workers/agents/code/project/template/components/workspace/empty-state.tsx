import { Icon } from "@/components/icons";
import { entity } from "@/content/entity";
import { addExamples } from "@/lib/store";

export function EmptyState({ onAdd }: { onAdd?: () => void }) {
  const one = entity.singular.toLowerCase();
  return (
    <div className="empty">
      <svg className="empty__picture" viewBox="0 0 120 80" aria-hidden="true">
        <rect x="10" y="12" width="100" height="16" rx="6" />
        <rect x="10" y="34" width="78" height="16" rx="6" />
        <rect x="10" y="56" width="54" height="16" rx="6" />
      </svg>
      <h2>No {entity.plural.toLowerCase()} yet</h2>
      <p className="muted">Everything that you enter stays in this browser.</p>
      <div className="actions">
        {onAdd && (
          <button type="button" className="button primary" onClick={onAdd}>
            <Icon name="plus" />
            <span>Add the first {one}</span>
          </button>
        )}
        <button type="button" className="button quiet" onClick={addExamples}>
          Start with examples
        </button>
      </div>
    </div>
  );
}
