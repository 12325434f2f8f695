// Signs of the text tools, each imported on its own.
export { default as AtSign } from "@lucide/svelte/icons/at-sign";
export { default as Bold } from "@lucide/svelte/icons/bold";
export { default as Italic } from "@lucide/svelte/icons/italic";
export { default as Link } from "@lucide/svelte/icons/link";
export { default as List } from "@lucide/svelte/icons/list";
