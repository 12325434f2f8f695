/**
 * Which command a key press means. Pure: it reads an event and the state of a chord and answers
 * with a command id, so that every rule below has a test.
 *
 * Letters are read by `event.code`, the place of the key, because a Korean or Vietnamese input
 * method changes `event.key`. `?` and `/` are signs, which layouts put in different places, so
 * those two are read by `event.key`.
 */

/** What a key press is compared with. `chord` is the letter that must come first (`g`). */
export interface KeyBinding {
  code?: string;
  key?: string;
  ctrl?: boolean;
  shift?: boolean;
  chord?: "g";
}

/** The part of a keyboard event that decides. */
export interface KeyPress {
  code: string;
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  keyCode: number;
  repeat: boolean;
}

/** Where the press happened. */
export interface KeyPlace {
  /** A text field, a grid or anything that edits: single letters belong to it. */
  ownsLetters: boolean;
  /** Single letters are switched on (WCAG 2.1.4 lets a person switch them off). */
  lettersOn: boolean;
}

/** How long a `g` waits for its second letter, in milliseconds. */
export const chordWait = 1500;

export interface Chord {
  /** When `g` was pressed, in milliseconds of the caller's clock; null when no chord is open. */
  startedAt: number | null;
}

export type KeyAnswer<Id> = { command: Id } | { chord: true } | null;

/** A composition by an input method is under way: no key of it may act (229 is what older webviews send). */
export function isComposing(press: Pick<KeyPress, "isComposing" | "keyCode">): boolean {
  return press.isComposing || press.keyCode === 229;
}

/** True when the element takes letters itself: inputs, editable text, grids and what asks for it by `data-owns-keys`. */
export function ownsLetters(element: Element | null): boolean {
  if (!element) return false;
  return (
    element.closest(
      'input:not([type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable=""], [contenteditable="true"], [role="grid"], [role="textbox"], [role="combobox"], [role="menu"], [role="listbox"], [data-owns-keys]',
    ) !== null
  );
}

/** True when the element takes this key itself: what takes letters, and a choice of one that the arrows move through. */
export function ownsKey(element: Element | null, code: string): boolean {
  if (ownsLetters(element)) return true;
  return code.startsWith("Arrow") && (element?.closest('input[type="radio"], [role="radiogroup"]') ?? null) !== null;
}

function matches(binding: KeyBinding, press: KeyPress): boolean {
  const ctrl = press.ctrlKey || press.metaKey;
  if ((binding.ctrl ?? false) !== ctrl || press.altKey) return false;
  if (binding.key !== undefined) return press.key === binding.key;
  return binding.code === press.code && (binding.shift ?? false) === press.shiftKey;
}

/**
 * The command of a press, the start of a chord, or nothing.
 * `bindings` are tried in order; the first that matches and is available wins.
 */
export function commandFor<Id>(
  press: KeyPress,
  place: KeyPlace,
  chord: Chord,
  now: number,
  bindings: readonly { id: Id; keys: readonly KeyBinding[] }[],
): KeyAnswer<Id> {
  if (isComposing(press)) return null;
  const modified = press.ctrlKey || press.metaKey;
  const isLetter = !modified && press.key !== "Escape";
  if (isLetter && (place.ownsLetters || !place.lettersOn)) return null;
  const open = chord.startedAt !== null && now - chord.startedAt <= chordWait;
  for (const { id, keys } of bindings) {
    for (const binding of keys) {
      if ((binding.chord !== undefined) === open && matches(binding, press) && !press.repeat) return { command: id };
    }
  }
  if (!open && isLetter && press.code === "KeyG" && !press.shiftKey) return { chord: true };
  return null;
}

/** How a binding is written on a key cap: `["Ctrl", "K"]`, `["G", "B"]`. */
export function keyCaps(binding: KeyBinding): string[] {
  const caps: string[] = [];
  if (binding.chord) caps.push(binding.chord.toUpperCase());
  if (binding.ctrl) caps.push("Ctrl");
  if (binding.shift) caps.push("Shift");
  const name = binding.key ?? binding.code ?? "";
  caps.push(signs[name] ?? name.replace(/^Key|^Digit/, ""));
  return caps;
}

/** What stands on keys that are named otherwise. */
const signs: Readonly<Record<string, string>> = { Escape: "Esc", Equal: "+", NumpadAdd: "+", Minus: "−", NumpadSubtract: "−" };
