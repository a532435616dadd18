"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

import { Icon } from "@/components/icons";
import { ThemeToggle } from "@/components/shell/theme-toggle";
import { product } from "@/content/product";

export function SiteHeader() {
  const pathname = usePathname();
  return (
    <header className="top">
      <Link className="brand" href="/">
        <span className="mark" aria-hidden="true">
          {product.initial}
        </span>
        <span>{product.name}</span>
      </Link>
      <nav aria-label="Main">
        <ul>
          {product.navigation.map(({ label, href, icon }) => (
            <li key={href}>
              <Link href={href} aria-current={pathname === href ? "page" : undefined}>
                <Icon name={icon} />
                <span>{label}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <ThemeToggle />
    </header>
  );
}
