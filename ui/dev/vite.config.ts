// A development server that shows the screens without the desktop shell: the bridge is replaced by
// the fake of this folder. Nothing here is part of a build.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const fake = fileURLToPath(new URL("./transport.ts", import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [
    svelte(),
    {
      name: "fake-transport",
      enforce: "pre",
      resolveId: (source, importer) => (source.endsWith("/transport") && importer?.includes("/src/backend/") ? fake : undefined),
    },
  ],
  server: { port: 5199, strictPort: true, fs: { allow: [fileURLToPath(new URL("..", import.meta.url))] } },
});
