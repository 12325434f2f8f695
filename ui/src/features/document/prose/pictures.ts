/** Attached pictures in prose: how they are drawn, selected, described, pasted and dropped. */
import { EditorState, NodeSelection, Plugin, type Command, type Transaction } from "prosemirror-state";
import type { Node } from "prosemirror-model";
import type { EditorView, NodeView } from "prosemirror-view";
import type { FileDrop } from "../../../backend";
import { droppedFiles, pastedFiles } from "../../../session/pasted";
import type { Attached, Coming } from "../attachment/attach";
import { addressOf, attachmentOf, attachments, nameOf, stemOf } from "../attachment/store.svelte";
import { viewer } from "../attachment/viewer.svelte";
import { parseProse } from "./parse";
import { ProsePrinter } from "./print";
import { schema } from "./schema";

/** The picture that is selected, with its place in the text. */
export interface SelectedPicture {
  at: number;
  attachment: string | null;
  alt: string;
}

/** Fills an element with an attached picture and its description, or with what is known where there is none to show. */
export function fillPicture(element: HTMLElement, attachment: string, alt: string): void {
  const words = element.ownerDocument.createElement("span");
  words.className = "description";
  words.textContent = alt;
  element.replaceChildren(words);
  void Promise.all([attachments.known(attachment), attachments.picture(attachment)]).then(([info, url]) => {
    if (!words.isConnected && element.firstChild !== words) return;
    if (!url) {
      element.classList.add("nothing");
      words.textContent = info ? `Picture: ${alt || nameOf(info)}${info.state === "kept" ? "" : `, ${nameOf(info)}`}` : `Picture: ${alt}`;
      return;
    }
    const image = element.ownerDocument.createElement("img");
    image.src = url;
    image.alt = alt || "Picture without a description";
    image.draggable = false;
    element.replaceChildren(image, ...(alt ? [words] : []));
    words.setAttribute("aria-hidden", "true");
  });
}

/** Draws the attached pictures of prose that no editor holds; each opens in large by click and by key. */
export function fillPictures(place: HTMLElement): void {
  for (const element of place.querySelectorAll<HTMLElement>("[data-attachment]")) {
    const alt = element.dataset["alt"] ?? "";
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", "0");
    element.setAttribute("aria-label", `Picture${alt ? `: ${alt}` : ""}. Open in large`);
    fillPicture(element, element.dataset["attachment"] ?? "", alt);
  }
}

/** A picture in the editor. */
export class PictureView implements NodeView {
  readonly dom: HTMLElement;
  #node: Node;

  constructor(node: Node) {
    this.#node = node;
    this.dom = document.createElement("span");
    this.dom.contentEditable = "false";
    this.dom.addEventListener("dblclick", () => {
      const attachment = attachmentOf(this.#node.attrs["src"] as string);
      if (attachment) viewer.open(attachment);
    });
    this.#draw();
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type) return false;
    const isSame = node.sameMarkup(this.#node);
    this.#node = node;
    if (!isSame) this.#draw();
    return true;
  }

  selectNode(): void {
    this.dom.classList.add("selected");
  }

  deselectNode(): void {
    this.dom.classList.remove("selected");
  }

  ignoreMutation(): boolean {
    return true;
  }

  #draw(): void {
    const { src, alt } = this.#node.attrs as { src: string; alt: string };
    const attachment = attachmentOf(src);
    this.dom.className = attachment ? "picture attached" : "picture nothing";
    this.dom.title = attachment ? "" : src;
    // The picture itself is not fetched: prose comes from anywhere, and nothing may call out.
    if (attachment) fillPicture(this.dom, attachment, alt);
    else this.dom.textContent = `Picture: ${alt || src}`;
  }
}

/** The picture that is selected, if one is. */
export function selectedPicture(state: EditorState): SelectedPicture | null {
  const { selection } = state;
  if (!(selection instanceof NodeSelection) || selection.node.type !== schema.nodes.image) return null;
  const { src, alt } = selection.node.attrs as { src: string; alt: string };
  return { at: selection.from, attachment: attachmentOf(src), alt };
}

/** Sets the description of the selected picture, and keeps it selected. */
export function describe(state: EditorState, alt: string): Transaction | null {
  const picture = selectedPicture(state);
  const node = picture && state.doc.nodeAt(picture.at);
  if (!picture || !node) return null;
  const tr = state.tr.setNodeMarkup(picture.at, null, { ...node.attrs, alt: alt.replace(/\s+/g, " ").trim() });
  return tr.setSelection(NodeSelection.create(tr.doc, picture.at));
}

export const removePicture: Command = (state, dispatch) => {
  if (!selectedPicture(state)) return false;
  dispatch?.(state.tr.deleteSelection().scrollIntoView());
  return true;
};

/** Attached files at a place: pictures as such, others as a link with their name. */
export function insertAttached(state: EditorState, at: number, list: readonly Attached[]): Transaction {
  const tr = state.tr;
  let place = Math.min(at, state.doc.content.size);
  for (const attached of list) {
    const inline = attached.isPicture
      ? schema.node("image", { src: addressOf(attached.id), alt: stemOf(attached.name) })
      : schema.text(attached.name, [schema.marks.link.create({ href: addressOf(attached.id) })]);
    place = insertOne(tr, place, inline);
  }
  return tr.scrollIntoView();
}

/** A text with attached files at its end, for when the editor that they were meant for is closed. */
export function withAttached(text: string, list: readonly Attached[]): string {
  const parsed = parseProse(text);
  const printer = new ProsePrinter();
  printer.remember(parsed, parsed.doc);
  const state = EditorState.create({ doc: parsed.doc });
  return printer.print(state.apply(insertAttached(state, parsed.doc.content.size, list)).doc);
}

/** Returns the place after what was inserted. */
function insertOne(tr: Transaction, at: number, inline: Node): number {
  const $at = tr.doc.resolve(at);
  const { parent } = $at;
  const isWords = parent.inlineContent && parent.type.spec.code !== true;
  const isPicture = inline.type === schema.nodes.image;
  const paragraph = schema.node("paragraph", null, [inline]);
  // A picture stands alone: below the words that the caret is at the end of, and in an empty line.
  const isBelow = !isWords || (isPicture && parent.type === schema.nodes.paragraph && parent.content.size > 0 && $at.parentOffset === parent.content.size);
  if (!isBelow) {
    tr.insert(at, inline);
    return at + inline.nodeSize;
  }
  const after = $at.depth === 0 ? at : isWords ? $at.after() : $at.after(1);
  tr.insert(after, paragraph);
  return after + 1 + inline.nodeSize;
}

/** Pasted and dropped files go to `take` at once, with the place that they are for: words may be written before they are here. */
export function files(take: (coming: Coming, at: number) => void): Plugin {
  const drop = (view: EditorView, event: Event, x: number, y: number): boolean => {
    const sources = view.editable ? droppedFiles(event as DragEvent) : null;
    if (!sources) return false;
    event.preventDefault();
    take(sources, view.posAtCoords({ left: x, top: y })?.pos ?? view.state.doc.content.size);
    return true;
  };
  return new Plugin({
    props: {
      handlePaste(view, event) {
        const pasted = view.editable ? pastedFiles(event) : null;
        if (!pasted) return false;
        const at = view.state.selection.from;
        take(pasted, at);
        return true;
      },
      handleDOMEvents: {
        drop: (view, event) => drop(view, event, event.clientX, event.clientY),
        // What the shell tells of, where the system keeps drops from the page.
        filedrop: (view, event) => drop(view, event, (event as FileDrop).detail.x, (event as FileDrop).detail.y),
      },
    },
  });
}
