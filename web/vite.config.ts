import { defineConfig } from "vite";

// One entry with fixed names (app.js, app.css) for the page shell to link to; everything heavy is a chunk of
// its own, named after its island and hashed so that it may be cached for ever.
export default defineConfig({
  base: "/assets/",
  publicDir: false,
  build: {
    target: "chrome90",
    outDir: "dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: { app: "src/app.ts" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: (asset) => (asset.names.includes("app.css") ? "app.css" : "[name]-[hash][extname]"),
      },
    },
  },
});
