import type { ReactNode } from "react";

type Props = {
  kind: string;
  id: string;
  heading?: string;
  top?: boolean;
  /** Whether it shares its row with a neighbour, where there is room. */
  half?: boolean;
  aside?: ReactNode;
  children: ReactNode;
};

/** The frame of one section. Exactly one section of a page, its opening, has the page's `h1`. */
export function Part({ kind, id, heading = "", top = false, half = false, aside, children }: Props) {
  const Heading = top ? "h1" : "h2";
  const title = heading && <Heading id={`${id}-heading`}>{heading}</Heading>;
  return (
    <section
      className={half ? `part ${kind}` : `part ${kind} wide`}
      id={id}
      aria-labelledby={heading ? `${id}-heading` : undefined}
      dir="auto"
    >
      <div className="inner">
        {aside ? (
          <div className="bar">
            {title}
            {aside}
          </div>
        ) : (
          title
        )}
        {children}
      </div>
    </section>
  );
}
