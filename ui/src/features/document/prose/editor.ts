/** The prose editor: ProseMirror with Markdown shortcuts. It tells the Markdown of every change. */
import { baseKeymap, chainCommands, exitCode, toggleMark, wrapIn } from "prosemirror-commands";
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { Slice, type MarkType } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { EditorState, Plugin, Selection, TextSelection, type Command } from "prosemirror-state";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";
import type { Attached, Coming } from "../attachment/attach";
import { parseProse } from "./parse";
import { describe, files, insertAttached, PictureView, removePicture, selectedPicture, type SelectedPicture } from "./pictures";
import { ProsePrinter } from "./print";
import { isSafeLink, schema } from "./schema";
import { quoteMarks } from "./quotes";
import { variableMarks } from "./variables";

const { nodes, marks } = schema;

export interface ProseOptions {
  text: string;
  label: string;
  editable: () => boolean;
  onchange: (text: string) => void;
  onfocus: () => void;
  onblur: () => void;
  onlink: (href: string) => void;
  onaskLink: () => void;
  /** Files were pasted or dropped; what becomes of them comes back through `attached`. */
  onfiles: (coming: Coming, place: Place) => void;
  /** Another picture is selected, or none. */
  onpicture: (picture: SelectedPicture | null) => void;
  /** The description of the selected picture is asked for. */
  onaskDescription: () => void;
}

/** A place in the text that goes along with what is typed before it. */
export interface Place {
  at: number;
}

export type ProseCommand = "strong" | "em" | "code" | "bullet" | "ordered" | "task" | "quote";

/** `**text**` and its siblings become marks when the closing sign is typed. */
function markRule(pattern: RegExp, type: MarkType): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    const [all, before, text] = match;
    if (all === undefined || !text) return null;
    const from = start + (before?.length ?? 0);
    const tr = state.tr.insertText(text, from, end);
    return tr.addMark(from, from + text.length, type.create()).removeStoredMark(type);
  });
}

const taskRule = new InputRule(/^\[([ xX]?)\] $/, (state, match, start, end) => {
  const $at = state.doc.resolve(start);
  const item = $at.node(-1);
  const checked = (match[1] ?? "").toLowerCase() === "x";
  if (item.type !== nodes.list_item) return null;
  return state.tr.delete(start, end).setNodeMarkup($at.before(-1), null, { ...item.attrs, checked });
});

const rules = inputRules({
  rules: [
    wrappingInputRule(/^\s*([-+*]) $/, nodes.bullet_list, (match) => ({ bullet: match[1] })),
    wrappingInputRule(/^(\d{1,9})([.)]) $/, nodes.ordered_list, (match) => ({ order: Number(match[1]), delimiter: match[2] })),
    wrappingInputRule(/^\s*> $/, nodes.blockquote),
    textblockTypeInputRule(/^(#{1,6}) $/, nodes.heading, (match) => ({ level: match[1]?.length ?? 3 })),
    textblockTypeInputRule(/^```$/, nodes.code_block),
    taskRule,
    markRule(/(^|[^*])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, marks.strong),
    markRule(/(^|[^*])\*([^*\s](?:[^*]*[^*\s])?)\*$/, marks.em),
    markRule(/(^|[^`])`([^`]+)`$/, marks.code),
    markRule(/(^|[^~])~~([^~\s](?:[^~]*[^~\s])?)~~$/, marks.strike),
  ],
});

/** A new item of a task list is a task that is not done. */
const splitItem: Command = (state, dispatch) => {
  const item = state.selection.$from.node(-1);
  const isTask = item.type === nodes.list_item && item.attrs["checked"] !== null;
  return splitListItem(nodes.list_item, isTask ? { checked: false } : undefined)(state, dispatch);
};

const inCell = (state: EditorState): boolean => state.selection.$from.parent.type === nodes.table_cell;

const nextCell =
  (step: 1 | -1): Command =>
  (state, dispatch) => {
    if (!inCell(state)) return false;
    const { $from } = state.selection;
    const found = Selection.findFrom(state.doc.resolve(step > 0 ? $from.after() : $from.before()), step, true);
    if (found && dispatch) dispatch(state.tr.setSelection(found).scrollIntoView());
    return true;
  };

const lineBreak: Command = chainCommands(exitCode, (state, dispatch) => {
  if (inCell(state)) return true;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
});

function keys(askLink: () => void, askDescription: () => void): Plugin[] {
  const ask: Command = () => {
    askLink();
    return true;
  };
  const askPicture: Command = (state) => {
    if (!selectedPicture(state)) return false;
    askDescription();
    return true;
  };
  return [
    keymap({
      "Mod-b": toggleMark(marks.strong),
      "Mod-i": toggleMark(marks.em),
      "Mod-e": toggleMark(marks.code),
      "Mod-l": () => false,
      "Mod-Shift-8": wrapInList(nodes.bullet_list),
      "Mod-Shift-7": wrapInList(nodes.ordered_list),
      "Mod-Shift-k": ask,
      "Shift-Enter": lineBreak,
      Enter: chainCommands(askPicture, (state) => inCell(state), splitItem),
      Tab: chainCommands(nextCell(1), sinkListItem(nodes.list_item)),
      "Shift-Tab": chainCommands(nextCell(-1), liftListItem(nodes.list_item)),
    }),
    keymap(baseKeymap),
  ];
}

/** Names of people of the directory are marked where they stand in the text; the text itself is plain. */
function mentions(names: () => readonly string[]): Plugin {
  return new Plugin({
    props: {
      decorations(state) {
        const list = names();
        if (list.length === 0) return null;
        const pattern = new RegExp(list.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
        const found: Decoration[] = [];
        state.doc.descendants((node, at) => {
          if (!node.isText) return;
          for (const match of node.text?.matchAll(pattern) ?? []) {
            found.push(Decoration.inline(at + match.index, at + match.index + match[0].length, { class: "person" }));
          }
        });
        return DecorationSet.create(state.doc, found);
      },
    },
  });
}

export class ProseEditor {
  readonly #view: EditorView;
  readonly #printer = new ProsePrinter();
  #text: string;
  #later: string | null = null;
  #names: readonly string[] = [];
  #quotes: readonly string[] = [];
  #picture: SelectedPicture | null = null;
  readonly #places = new Set<Place>();

  constructor(place: HTMLElement, options: ProseOptions) {
    this.#text = options.text;
    const parsed = parseProse(options.text);
    this.#printer.remember(parsed, parsed.doc);
    this.#view = new EditorView(place, {
      state: EditorState.create({
        doc: parsed.doc,
        plugins: [rules, files((coming, at) => options.onfiles(coming, this.placeAt(at))), ...keys(options.onaskLink, options.onaskDescription), mentions(() => this.#names), variableMarks(), quoteMarks(() => this.#quotes)],
      }),
      nodeViews: { image: (node) => new PictureView(node) },
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": options.label, spellcheck: "false", class: "prose" },
      editable: options.editable,
      clipboardTextParser: (text) => Slice.maxOpen(parseProse(text.replace(/\r\n?/g, "\n")).doc.content),
      dispatchTransaction: (tr) => {
        this.#view.updateState(this.#view.state.apply(tr));
        for (const place of this.#places) place.at = tr.mapping.map(place.at);
        this.#tellPicture(options);
        if (!tr.docChanged || tr.getMeta("remote")) return;
        this.#text = this.#printer.print(this.#view.state.doc);
        options.onchange(this.#text);
      },
      handleDOMEvents: {
        focus: () => void options.onfocus(),
        blur: () => void options.onblur(),
        compositionend: () => void setTimeout(() => this.#applyLater()),
        mousedown: (view, event) => this.#toggleTask(view, event),
        click: (_view, event) => {
          const href = (event.target as Element | null)?.closest?.("[data-href]")?.getAttribute("data-href");
          if (!href || !(event.ctrlKey || event.metaKey || !options.editable())) return false;
          options.onlink(href);
          return true;
        },
      },
    });
  }

  /** The text changed elsewhere. Only the part that differs is replaced, so the caret stays where it is. */
  setText(text: string): void {
    if (text === this.#text) return;
    if (this.#view.composing) {
      this.#later = text;
      return;
    }
    const parsed = parseProse(text);
    const { state } = this.#view;
    const start = state.doc.content.findDiffStart(parsed.doc.content);
    const end = state.doc.content.findDiffEnd(parsed.doc.content);
    if (start !== null && end) {
      // Where the two ends cross, as in "aa" to "aaa", the overlap is given back.
      const overlap = Math.max(0, start - Math.min(end.a, end.b));
      const tr = state.tr.replace(start, end.a + overlap, parsed.doc.slice(start, end.b + overlap));
      this.#view.dispatch(tr.setMeta("remote", true).setMeta("addToHistory", false));
    }
    this.#text = text;
    this.#printer.remember(parsed, this.#view.state.doc);
  }

  #tellPicture(options: ProseOptions): void {
    const picture = selectedPicture(this.#view.state);
    if (picture?.at === this.#picture?.at && picture?.alt === this.#picture?.alt) return;
    this.#picture = picture;
    options.onpicture(picture);
  }

  /** A place that stays where it is in the words, whatever is typed, until something is put there. */
  placeAt(at = this.#view.state.selection.from): Place {
    const place = { at };
    this.#places.add(place);
    return place;
  }

  /** Puts attached files at a place. */
  attached(list: readonly Attached[], place: Place): void {
    this.#places.delete(place);
    if (list.length > 0) this.#view.dispatch(insertAttached(this.#view.state, place.at, list));
    this.#view.focus();
  }

  describePicture(alt: string): void {
    const tr = describe(this.#view.state, alt);
    if (tr) this.#view.dispatch(tr);
    this.#view.focus();
  }

  removePicture(): void {
    removePicture(this.#view.state, this.#view.dispatch);
    this.#view.focus();
  }

  #applyLater(): void {
    const text = this.#later;
    this.#later = null;
    if (text !== null) this.setText(text);
  }

  #toggleTask(view: EditorView, event: MouseEvent): boolean {
    const box = (event.target as Element | null)?.closest?.(".box");
    const item = box?.parentElement;
    if (!item || !view.editable) return false;
    const at = view.posAtDOM(item, 0) - 1;
    const node = view.state.doc.nodeAt(at) ?? null;
    const place = node?.type === nodes.list_item ? at : at - 1;
    const found = view.state.doc.nodeAt(place);
    if (found?.type !== nodes.list_item) return false;
    event.preventDefault();
    view.dispatch(view.state.tr.setNodeMarkup(place, null, { ...found.attrs, checked: !found.attrs["checked"] }));
    return true;
  }

  setNames(names: readonly string[]): void {
    this.#names = names;
    this.#view.dispatch(this.#view.state.tr);
  }

  /** Words that open comments are about. */
  setQuotes(quotes: readonly string[]): void {
    if (quotes.join("\n") === this.#quotes.join("\n")) return;
    this.#quotes = quotes;
    this.#view.dispatch(this.#view.state.tr);
  }

  run(command: ProseCommand): void {
    const commands: Record<ProseCommand, Command> = {
      strong: toggleMark(marks.strong),
      em: toggleMark(marks.em),
      code: toggleMark(marks.code),
      bullet: this.#isIn("bullet_list") ? liftListItem(nodes.list_item) : wrapInList(nodes.bullet_list),
      ordered: wrapInList(nodes.ordered_list),
      task: (state, dispatch) => this.#toTask(state, dispatch),
      quote: wrapIn(nodes.blockquote),
    };
    commands[command](this.#view.state, this.#view.dispatch);
    this.#view.focus();
  }

  #toTask(state: EditorState, dispatch?: (tr: EditorState["tr"]) => void): boolean {
    if (!this.#isIn("list_item")) return wrapInList(nodes.bullet_list)(state, dispatch) && this.#toTask(this.#view.state, dispatch);
    const { $from } = state.selection;
    for (let depth = $from.depth; depth > 0; depth -= 1) {
      const node = $from.node(depth);
      if (node.type !== nodes.list_item) continue;
      dispatch?.(state.tr.setNodeMarkup($from.before(depth), null, { ...node.attrs, checked: node.attrs["checked"] === null ? false : null }));
      return true;
    }
    return false;
  }

  #isIn(name: string): boolean {
    const { $from } = this.#view.state.selection;
    for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type.name === name) return true;
    return false;
  }

  /** The words that are selected, or else those of the line the caret is in. */
  get passage(): string {
    const { selection, doc } = this.#view.state;
    return selection.empty ? selection.$from.parent.textContent : doc.textBetween(selection.from, selection.to, "\n");
  }

  /** The address under the caret, empty where there is none. */
  get link(): string {
    const { $from } = this.#view.state.selection;
    const mark = marks.link.isInSet($from.marks()) ?? marks.link.isInSet($from.nodeAfter?.marks ?? []);
    return (mark?.attrs["href"] as string | undefined) ?? "";
  }

  /** Sets the address of the selection, or inserts it as its own text. False when it may not be opened. */
  setLink(href: string): boolean {
    const { state } = this.#view;
    const { from, to, empty } = state.selection;
    if (href.trim() === "") {
      this.#view.dispatch(state.tr.removeMark(from, to, marks.link));
      return true;
    }
    const address = /^[a-z]+:/i.test(href) ? href.trim() : `https://${href.trim()}`;
    if (!isSafeLink(address)) return false;
    const mark = marks.link.create({ href: address });
    if (empty) this.#view.dispatch(state.tr.replaceSelectionWith(schema.text(href.trim(), [mark]), false));
    else this.#view.dispatch(state.tr.addMark(from, to, mark));
    this.#view.focus();
    return true;
  }

  insert(text: string): void {
    this.#view.dispatch(this.#view.state.tr.insertText(text).scrollIntoView());
    this.#view.focus();
  }

  focus(): void {
    this.#view.focus();
  }

  focusEnd(): void {
    this.#view.dispatch(this.#view.state.tr.setSelection(TextSelection.atEnd(this.#view.state.doc)));
    this.#view.focus();
  }

  /** Whether it may be written in changed: the view asks again. */
  refresh(): void {
    this.#view.setProps({});
  }

  destroy(): void {
    this.#view.destroy();
  }
}

