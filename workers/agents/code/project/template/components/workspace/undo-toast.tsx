import { Icon } from "@/components/icons";

type Props = { title: string | null; onUndo: () => void; onClose: () => void };

/** Says what was deleted and takes it back. The region is always there, so that its text is announced. */
export function UndoToast({ title, onUndo, onClose }: Props) {
  return (
    <div className="toast" role="status" data-open={title !== null}>
      {title !== null && (
        <>
          <span>Deleted “{title}”.</span>
          <button type="button" className="link-button" onClick={onUndo}>
            Undo
          </button>
          <button type="button" className="icon-button" aria-label="Dismiss" onClick={onClose}>
            <Icon name="close" />
          </button>
        </>
      )}
    </div>
  );
}
