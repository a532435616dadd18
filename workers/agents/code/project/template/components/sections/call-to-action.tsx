import { ButtonLink } from "@/components/button-link";
import { Part } from "@/components/part";
import type { CallToAction } from "@/lib/content";

export function CallToActionSection({ id, section }: { id: string; section: CallToAction }) {
  return (
    <Part kind="call-to-action" id={id} heading={section.heading}>
      {section.text && <p className="lead">{section.text}</p>}
      <ButtonLink action={section.action} />
    </Part>
  );
}
