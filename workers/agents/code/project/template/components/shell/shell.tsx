import type { ReactNode } from "react";

import { SiteFooter } from "@/components/shell/site-footer";
import { SiteHeader } from "@/components/shell/site-header";
import { product } from "@/content/product";
import type { Page } from "@/lib/content";

/** What stands around a page: a bar above (`site`), a bar beside (`app`), or next to nothing (`focus`). */
export function Shell({ page, children }: { page: Page; children: ReactNode }) {
  const { hero, cards, backdrop } = product.look;
  const opens = page.shell !== "app" && page.sections[0]?.kind === "hero" && !page.live;
  return (
    <div className={`shell shell-${page.shell} hero-${hero} cards-${cards} backdrop-${backdrop} type-${page.type}`}>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <SiteHeader />
      <main id="content">
        {!opens && (
          <div className="page-title">
            <h1>{page.title}</h1>
            {page.description && <p className="lead">{page.description}</p>}
          </div>
        )}
        {children}
      </main>
      <SiteFooter />
    </div>
  );
}
