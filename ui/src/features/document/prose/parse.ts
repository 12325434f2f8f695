/**
 * Markdown to the editor's document, block by block, each with the source it came from. A block that
 * the editor does not draw, or would not print back to the same meaning, stays verbatim.
 */
import MarkdownIt from "markdown-it";
import { MarkdownParser } from "prosemirror-markdown";
import type { Node } from "prosemirror-model";
import { isSafeLink, schema } from "./schema";

type Token = ReturnType<MarkdownIt["parse"]>[number];

/** A top-level block with its exact source and what stood between it and the block before. */
export interface SourceBlock {
  node: Node;
  source: string;
  before: string;
}

export interface ParsedProse {
  doc: Node;
  blocks: SourceBlock[];
  /** What follows the last block. */
  tail: string;
}

// `html: false` keeps raw HTML as the text that it is; nothing in prose is ever run.
const markdown = new MarkdownIt("commonmark", { html: false }).enable(["table", "strikethrough"]);
markdown.validateLink = isSafeLink;
markdown.core.ruler.after("inline", "tasks", (state) => {
  state.tokens.forEach((token, at) => {
    const inline = state.tokens[at + 2];
    if (token.type !== "list_item_open" || state.tokens[at + 1]?.type !== "paragraph_open" || inline?.type !== "inline") return;
    const text = inline.children?.[0];
    const box = text?.type === "text" ? /^\[([ xX])\](?: |$)/.exec(text.content) : null;
    if (!box || !text) return;
    token.attrSet("checked", box[1] === " " ? "no" : "yes");
    text.content = text.content.slice(box[0].length);
  });
});

// Only to find where blocks begin and end: here HTML blocks are seen, so that they stay verbatim.
const splitter = new MarkdownIt("commonmark", { html: true }).enable(["table", "strikethrough"]);

const isTight = (tokens: readonly Token[], at: number): boolean => {
  for (let i = at + 1; i < tokens.length; i += 1) {
    const token = tokens[i];
    if (token && token.type === "paragraph_open" && token.level === (tokens[at]?.level ?? 0) + 2) return token.hidden;
  }
  return true;
};

const cellAttrs = (head: boolean) => (token: Token) => ({
  head,
  align: /text-align:(\w+)/.exec(token.attrGet("style") ?? "")?.[1] ?? null,
});

const parser = new MarkdownParser(schema, markdown, {
  blockquote: { block: "blockquote" },
  paragraph: { block: "paragraph" },
  heading: { block: "heading", getAttrs: (token) => ({ level: Number(token.tag.slice(1)) }) },
  list_item: {
    block: "list_item",
    getAttrs: (token) => ({ checked: token.attrGet("checked") === null ? null : token.attrGet("checked") === "yes" }),
  },
  bullet_list: { block: "bullet_list", getAttrs: (token, tokens, at) => ({ bullet: token.markup, tight: isTight(tokens, at) }) },
  ordered_list: {
    block: "ordered_list",
    getAttrs: (token, tokens, at) => ({ order: Number(token.attrGet("start") ?? 1), delimiter: token.markup, tight: isTight(tokens, at) }),
  },
  code_block: { block: "code_block", noCloseToken: true },
  fence: { block: "code_block", getAttrs: (token) => ({ params: token.info }), noCloseToken: true },
  hr: { node: "horizontal_rule", getAttrs: (token) => ({ markup: token.markup }) },
  table: { block: "table" },
  thead: { ignore: true },
  tbody: { ignore: true },
  tr: { block: "table_row" },
  th: { block: "table_cell", getAttrs: cellAttrs(true) },
  td: { block: "table_cell", getAttrs: cellAttrs(false) },
  image: {
    node: "image",
    getAttrs: (token) => ({ src: token.attrGet("src") ?? "", alt: token.content, title: token.attrGet("title") }),
  },
  hardbreak: { node: "hard_break" },
  softbreak: { node: "soft_break" },
  em: { mark: "em" },
  strong: { mark: "strong" },
  s: { mark: "strike" },
  link: { mark: "link", getAttrs: (token) => ({ href: token.attrGet("href") ?? "", title: token.attrGet("title") }) },
  code_inline: { mark: "code", noCloseToken: true },
});

const footnote = /^ {0,3}\[\^[^\]\n]+\]:/;

/** The editor's document of a Markdown text. */
export function parseProse(text: string): ParsedProse {
  const lines = text.split(/(?<=\n)/);
  const blocks: SourceBlock[] = [];
  let gap = "";
  let line = 0;
  const skipTo = (to: number): void => {
    // What no token covers is blank, or a reference definition, which stays as it is.
    const skipped = lines.slice(line, to).join("");
    line = to;
    if (skipped.trim() === "") {
      gap += skipped;
      return;
    }
    push(skipped, true);
  };
  const push = (covered: string, verbatim: boolean): void => {
    const leading = /^(?:[ \t]*\n)*/.exec(covered)?.[0] ?? "";
    const source = covered.slice(leading.length).replace(/\s+$/, "");
    blocks.push({ node: verbatim ? asVerbatim(source) : parseBlock(source), source, before: gap + leading });
    gap = covered.slice(leading.length + source.length);
  };
  for (const token of splitter.parse(text, {})) {
    if (token.level !== 0 || !token.map || token.nesting === -1) continue;
    const [from, to] = token.map;
    skipTo(from);
    const covered = lines.slice(from, to).join("");
    push(covered, token.type === "html_block" || footnote.test(covered));
    line = to;
  }
  skipTo(lines.length);
  const nodes = blocks.length > 0 ? blocks.map((block) => block.node) : [schema.node("paragraph")];
  return { doc: schema.node("doc", null, nodes), blocks, tail: gap };
}

/** One block; verbatim where the parser sees no block or more than one in it. */
export function parseBlock(source: string): Node {
  try {
    const doc = parser.parse(source);
    const only = doc.childCount === 1 ? doc.firstChild : null;
    return only ?? asVerbatim(source);
  } catch {
    // The schema has no place for it (for instance a list item that begins with a table).
    return asVerbatim(source);
  }
}

export function asVerbatim(source: string): Node {
  return schema.node("verbatim", null, source === "" ? [] : [schema.text(source)]);
}
