import type { NextConfig } from "next";

// A static export: `out/` is the whole app and any file server can serve it.
const config: NextConfig = {
  output: "export",
  trailingSlash: true,
  images: { unoptimized: true },
  poweredByHeader: false,
};

export default config;
