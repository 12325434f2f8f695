// Signs of the text tools, each imported on its own.
export { default as AtSign } from "@lucide/svelte/icons/at-sign";
export { default as Bold } from "@lucide/svelte/icons/bold";
export { default as Captions } from "@lucide/svelte/icons/captions";
export { default as Italic } from "@lucide/svelte/icons/italic";
export { default as Link } from "@lucide/svelte/icons/link";
export { default as List } from "@lucide/svelte/icons/list";
export { default as ListChecks } from "@lucide/svelte/icons/list-checks";
export { default as Maximize } from "@lucide/svelte/icons/maximize-2";
export { default as MessageSquare } from "@lucide/svelte/icons/message-square";
export { default as Paperclip } from "@lucide/svelte/icons/paperclip";
export { default as Trash } from "@lucide/svelte/icons/trash-2";
