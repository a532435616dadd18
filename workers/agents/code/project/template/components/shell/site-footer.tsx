import Link from "next/link";

import { product } from "@/content/product";

export function SiteFooter() {
  return (
    <footer className="part footer">
      <div className="inner">
        <p>{product.footer}</p>
        <ul>
          {product.footerLinks.map(({ label, href }) => (
            <li key={href}>
              <Link href={href}>{label}</Link>
            </li>
          ))}
        </ul>
      </div>
    </footer>
  );
}
