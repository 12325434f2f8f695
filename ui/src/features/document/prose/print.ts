/**
 * The editor's document to Markdown. A top-level block that was not touched keeps its source letter
 * for letter; only what was edited is printed anew, with as few escapes as its meaning needs.
 */
import { MarkdownSerializer, defaultMarkdownSerializer, type MarkdownSerializerState } from "prosemirror-markdown";
import type { Node } from "prosemirror-model";
import { parseBlock, type ParsedProse, type SourceBlock } from "./parse";
import { schema } from "./schema";

const base = defaultMarkdownSerializer;

const plain = new MarkdownSerializer(
  {
    ...base.nodes,
    verbatim: (state, node) => {
      state.text(node.textContent, false);
      state.closeBlock(node);
    },
    bullet_list: (state, node) => state.renderList(node, "  ", () => `${node.attrs["bullet"] as string} `),
    ordered_list: (state, node) => {
      const start = node.attrs["order"] as number;
      const width = String(start + node.childCount - 1).length + 2;
      state.renderList(node, " ".repeat(width), (at) => `${start + at}${node.attrs["delimiter"] as string} `.padEnd(width));
    },
    list_item: (state, node) => {
      const checked = node.attrs["checked"] as boolean | null;
      if (checked !== null) state.write(checked ? "[x] " : "[ ] ");
      state.renderContent(node);
    },
    soft_break: (state) => state.write("\n"),
    image: (state, node) => {
      const { src, alt, title } = node.attrs as { src: string; alt: string; title: string | null };
      state.write(`![${state.esc(alt)}](${src.replace(/[()]/g, "\\$&")}${title ? ` "${title.replaceAll('"', '\\"')}"` : ""})`);
    },
    table: printTable,
  },
  { ...base.marks, strike: { open: "~~", close: "~~", mixable: true, expelEnclosingWhitespace: true } },
);

function printTable(state: MarkdownSerializerState, table: Node): void {
  const rules: Record<string, string> = { left: ":---", right: "---:", center: ":---:" };
  table.forEach((row, _offset, at) => {
    const cells: string[] = [];
    row.forEach((cell) => {
      const line = plain.serialize(schema.node("doc", null, [schema.node("paragraph", null, cell.content)]), { tightLists: true });
      cells.push(line.trim().replace(/\s*\n\s*/g, " ").replace(/(?<!\\)\|/g, "\\|"));
    });
    state.write(`| ${cells.join(" | ")} |`);
    state.ensureNewLine();
    if (at > 0) return;
    const marks: string[] = [];
    row.forEach((cell) => marks.push(rules[(cell.attrs["align"] as string | null) ?? ""] ?? "---"));
    state.write(`| ${marks.join(" | ")} |`);
    state.ensureNewLine();
  });
  state.closeBlock(table);
}

/** One block printed anew. Escapes that do not change its meaning are left out. */
export function printBlock(node: Node): string {
  const list = node.type.name.endsWith("_list");
  const doc = schema.node("doc", null, [node]);
  const escaped = plain.serialize(doc, { tightLists: list && (node.attrs["tight"] as boolean) }).replace(/\s+$/, "");
  const bare = escaped.replace(/\\([[\]_~*`#+\-.>])/g, "$1");
  if (bare === escaped) return escaped;
  return parseBlock(bare).eq(parseBlock(escaped)) ? bare : escaped;
}

/** Keeps the source of every block of one prose section and prints what was edited. */
export class ProsePrinter {
  #blocks = new Map<Node, SourceBlock>();
  #originals: SourceBlock[] = [];
  #tail = "";
  #printed = new WeakMap<Node, string>();

  /** Takes the source of a parsed text. `doc` is the editor's document that equals it. */
  remember(parsed: ParsedProse, doc: Node): void {
    this.#blocks.clear();
    this.#originals = parsed.blocks;
    this.#tail = parsed.tail;
    parsed.blocks.forEach((block, at) => {
      const node = doc.maybeChild(at);
      if (node) this.#blocks.set(node, block);
    });
  }

  /** The Markdown of the document. */
  print(doc: Node): string {
    let text = "";
    let before: SourceBlock | undefined;
    let isFirst = true;
    doc.forEach((node) => {
      const block = this.#blocks.get(node) ?? this.#equal(node);
      const source = block?.source ?? this.#fresh(node);
      // An empty paragraph is where somebody is about to type; Markdown has no word for it.
      if (source === "") return;
      const at = block ? this.#originals.indexOf(block) : -1;
      const followsAsBefore = block !== undefined && (isFirst ? at === 0 : before !== undefined && this.#originals[at - 1] === before);
      text += followsAsBefore ? block.before : isFirst ? "" : "\n\n";
      text += source;
      before = block;
      isFirst = false;
    });
    // A text of blanks alone has no block; what was cleared by hand leaves nothing behind.
    return text === "" && this.#originals.length > 0 ? "" : text + this.#tail;
  }

  #equal(node: Node): SourceBlock | undefined {
    return this.#originals.find((block) => block.node.eq(node));
  }

  #fresh(node: Node): string {
    let printed = this.#printed.get(node);
    if (printed === undefined) {
      printed = printBlock(node);
      this.#printed.set(node, printed);
    }
    return printed;
  }
}
