import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";

import { product } from "@/content/product";
import { THEME_SCRIPT } from "@/lib/theme";

import "./tokens.css";
import "./screens.css";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: product.name, template: `%s · ${product.name}` },
  description: product.summary,
  applicationName: product.name,
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang={product.language} suppressHydrationWarning>
      <head>
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
