import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const server = process.env.TRUNKLINE_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    proxy: { "/api": server, "/ws": { target: server, ws: true } },
  },
  build: { outDir: "dist", sourcemap: false, target: "es2023" },
  // Most tests need no document; those that do say so in their first line: `// @vitest-environment happy-dom`.
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"], setupFiles: ["src/app/test-language.ts"] },
});
