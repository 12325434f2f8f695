import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

/** Rooms that a file of one room may not reach into, each with the reason. */
const forbid = (...patterns) => ({
  "no-restricted-imports": ["error", { patterns: [tauri, ...patterns].filter(Boolean) }],
});
const tauri = { group: ["@tauri-apps/*"], message: "Only src/backend talks to the desktop shell." };
const rooms = (names, message) => ({ group: names.flatMap((name) => [`**/${name}`, `**/${name}/**`]), message });

export default ts.config(
  { ignores: ["dist", "node_modules", "src/generated"] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // TypeScript knows which names exist; this rule does not know types such as `Record`.
      "no-undef": "off",
      eqeqeq: "error",
      // Plain maps and sets are meant where they stand: in `$state.raw` values and in what no screen reads.
      "svelte/prefer-svelte-reactivity": "off",
      // Components are keyed where order changes; a list of fixed parts needs no key.
      "svelte/require-each-key": "error",
      "svelte/no-at-html-tags": "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
  },
  { files: ["src/**"], rules: forbid() },
  {
    files: ["src/backend/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [rooms(["features", "views", "session"], "The backend knows no screen.")] }],
    },
  },
  {
    files: ["src/components/**"],
    rules: forbid(rooms(["features", "views", "session", "backend", "generated"], "A component knows no feature and no backend: props in, events out.")),
  },
  {
    files: ["src/session/**"],
    rules: forbid(rooms(["features", "views"], "Session state knows no feature.")),
  },
  {
    // A feature imports components, backend, session and itself; `../<other>/` would be another feature.
    files: ["src/features/*/*"],
    rules: forbid(rooms(["views"], "Views compose features, not the other way."), {
      regex: "^\\.\\./[^.]",
      message: "A feature imports no other feature; what two need is a component or session state.",
    }),
  },
  {
    files: ["src/features/*/*/**"],
    rules: forbid(rooms(["views"], "Views compose features, not the other way."), {
      regex: "^\\.\\./\\.\\./[^.]",
      message: "A feature imports no other feature; what two need is a component or session state.",
    }),
  },
);
