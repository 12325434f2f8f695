/** What prose is made of in the editor. Whatever is not here stays as its Markdown source, verbatim. */
import { Schema, type DOMOutputSpec, type Node } from "prosemirror-model";
import { attachmentOf } from "../attachment/store.svelte";

const align = (node: Node): Record<string, string> => {
  const side = node.attrs["align"] as string | null;
  return side ? { "data-align": side } : {};
};

/** Addresses that an editor may hold; all others stay text, and links open through the shell only. */
export const isSafeLink = (href: string): boolean => /^(https?:|mailto:|tel:|#)/i.test(href.trim()) || attachmentOf(href.trim()) !== null;

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
      attrs: { level: { default: 3 } },
      content: "inline*",
      group: "block",
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level } })),
      toDOM: (node): DOMOutputSpec => [`h${node.attrs["level"] as number}`, { class: "in-prose" }, 0],
    },
    blockquote: { content: "block+", group: "block", defining: true, parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0] },
    horizontal_rule: { attrs: { markup: { default: "---" } }, group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
    code_block: {
      attrs: { params: { default: "" } },
      content: "text*",
      marks: "",
      group: "block",
      code: true,
      defining: true,
      parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
      toDOM: () => ["pre", ["code", 0]],
    },
    /** A block of Markdown that the editor does not draw: footnotes, HTML, reference definitions. */
    verbatim: {
      content: "text*",
      marks: "",
      group: "block",
      code: true,
      defining: true,
      toDOM: () => ["pre", { class: "verbatim", title: "Kept as written" }, ["code", 0]],
    },
    bullet_list: {
      attrs: { bullet: { default: "-" }, tight: { default: true } },
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ul" }],
      toDOM: () => ["ul", 0],
    },
    ordered_list: {
      attrs: { order: { default: 1 }, delimiter: { default: "." }, tight: { default: true } },
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ order: Number(dom.getAttribute("start") ?? 1) }) }],
      toDOM: (node): DOMOutputSpec => ["ol", { start: String(node.attrs["order"]) }, 0],
    },
    list_item: {
      // null: an item; true and false: a task.
      attrs: { checked: { default: null } },
      content: "paragraph block*",
      defining: true,
      parseDOM: [{ tag: "li", getAttrs: (dom) => ({ checked: dom.hasAttribute("data-checked") ? dom.getAttribute("data-checked") === "true" : null }) }],
      toDOM: (node): DOMOutputSpec => {
        const checked = node.attrs["checked"] as boolean | null;
        if (checked === null) return ["li", 0];
        const box = { class: "box", contenteditable: "false", role: "checkbox", "aria-checked": String(checked), "aria-label": "Done" };
        return ["li", { class: "task", "data-checked": String(checked) }, ["span", box], ["div", 0]];
      },
    },
    table: { content: "table_row+", group: "block", isolating: true, parseDOM: [{ tag: "table" }], toDOM: () => ["table", ["tbody", 0]] },
    table_row: { content: "table_cell+", parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
    table_cell: {
      attrs: { head: { default: false }, align: { default: null } },
      content: "inline*",
      isolating: true,
      parseDOM: [{ tag: "td" }, { tag: "th", attrs: { head: true } }],
      toDOM: (node): DOMOutputSpec => [node.attrs["head"] ? "th" : "td", align(node), 0],
    },
    text: { group: "inline" },
    hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
    /** A line break of the source that reads as a space. */
    soft_break: { inline: true, group: "inline", selectable: false, toDOM: () => ["span", { class: "soft" }, " "], leafText: () => " " },
    image: {
      inline: true,
      group: "inline",
      attrs: { src: {}, alt: { default: "" }, title: { default: null } },
      // Only attached pictures are shown, and taken back from the clipboard: others are not fetched, because prose
      // comes from anywhere, and nothing may call out.
      parseDOM: [{ tag: "span[data-attachment]", getAttrs: (dom) => ({ src: `attachment:${dom.dataset["attachment"] ?? ""}`, alt: dom.dataset["alt"] ?? "" }) }],
      toDOM: (node): DOMOutputSpec => {
        const { src, alt } = node.attrs as { src: string; alt: string };
        const attachment = attachmentOf(src);
        const words = `Picture: ${alt || src}`;
        if (attachment === null) return ["span", { class: "picture nothing", title: src }, words];
        return ["span", { class: "picture attached", "data-attachment": attachment, "data-alt": alt }, words];
      },
    },
  },
  marks: {
    link: {
      attrs: { href: {}, title: { default: null } },
      inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (dom) => (isSafeLink(dom.getAttribute("href") ?? "") ? { href: dom.getAttribute("href") } : false) }],
      // No `href`: the webview never follows it, the shell opens it.
      toDOM: (mark): DOMOutputSpec => ["a", { "data-href": mark.attrs["href"] as string, title: mark.attrs["href"] as string }, 0],
    },
    em: { parseDOM: [{ tag: "i" }, { tag: "em" }], toDOM: () => ["em", 0] },
    strong: { parseDOM: [{ tag: "b" }, { tag: "strong" }], toDOM: () => ["strong", 0] },
    strike: { parseDOM: [{ tag: "s" }, { tag: "del" }], toDOM: () => ["s", 0] },
    code: { code: true, parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
  },
});
