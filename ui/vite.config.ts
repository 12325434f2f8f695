import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  // The desktop shell reads `dist`; paths are relative so that the custom protocol finds them.
  base: "./",
  clearScreen: false,
  build: {
    // The oldest webview the shell runs in is WebKitGTK 2.40 (Safari 16.4).
    target: "safari16.4",
    // Fonts stay files: the content security policy has no `font-src data:`.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
  test: {
    environment: "jsdom",
    // The token test reads the style sheet as text.
    css: true,
    // The accessibility rules take seconds on a busy machine.
    testTimeout: 60_000,
    include: ["src/**/*.test.ts"],
    setupFiles: ["./src/test-setup.ts"],
  },
});
