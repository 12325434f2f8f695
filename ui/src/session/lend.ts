/**
 * Files that are dragged out of the window, into a mail or a folder. What takes them reads a file, so the shell lends a
 * place, the file is written there, and the system drags it on from where the pointer is.
 */
import { problemOf, transport, type FileKind } from "../backend";

export interface Lent {
  /** Where the file is, once it is written. */
  file: () => Promise<string>;
  /** Says why nothing was dragged out. */
  fail: (message: string) => void;
}

/** A file that is written when it is dragged out; the ending of its kind is added to its name. */
export async function written(name: string, kind: FileKind, write: (path: string) => Promise<unknown>): Promise<string> {
  const path = await transport.lend(name, kind);
  await write(path);
  return path;
}

/** What says that the button was let go. */
const ends = ["pointerup", "mouseup"] as const;

/** Lets what is shown here be dragged out as a file. What can be dragged can be saved by a button too. */
export function lends(node: HTMLElement, lent: Lent | null): { update: (next: Lent | null) => void; destroy: () => void } {
  let now = lent;
  let isBusy = false;
  const mark = (): void => void (node.draggable = now !== null);
  async function start(event: DragEvent): Promise<void> {
    if (!now) return;
    // The page itself drags nothing: the system does.
    event.preventDefault();
    event.stopPropagation();
    if (isBusy) return;
    isBusy = true;
    const { file, fail } = now;
    // The file may take longer to write than the button is held: then nothing hangs at the pointer.
    let isHeld = true;
    const letGo = (): void => void (isHeld = false);
    for (const end of ends) addEventListener(end, letGo, { capture: true });
    try {
      const path = await file();
      if (isHeld) await transport.dragOut(path);
    } catch (error) {
      fail(problemOf(error).message);
    } finally {
      for (const end of ends) removeEventListener(end, letGo, { capture: true });
      isBusy = false;
    }
  }
  const listener = (event: DragEvent): void => void start(event);
  mark();
  node.addEventListener("dragstart", listener);
  return {
    update: (next) => {
      now = next;
      mark();
    },
    destroy: () => node.removeEventListener("dragstart", listener),
  };
}
