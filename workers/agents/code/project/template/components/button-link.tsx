import Link from "next/link";

import type { Action } from "@/lib/content";

type Props = { action: Action; kind?: "primary" | "quiet" | "small" };

export function ButtonLink({ action, kind = "primary" }: Props) {
  return (
    <Link className={`button ${kind}`} href={action.href}>
      {action.label}
    </Link>
  );
}
