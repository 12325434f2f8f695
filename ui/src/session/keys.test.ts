import { describe, expect, it } from "vitest";
import { chordWait, commandFor, keyCaps, ownsLetters, type KeyBinding, type KeyPress } from "./keys";

const press = (code: string, more: Partial<KeyPress> = {}): KeyPress => ({
  code,
  key: code.replace(/^Key/, "").toLowerCase(),
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 65,
  repeat: false,
  ...more,
});

const bindings: { id: string; keys: KeyBinding[] }[] = [
  { id: "palette", keys: [{ ctrl: true, code: "KeyK" }] },
  { id: "log", keys: [{ code: "KeyL" }, { ctrl: true, code: "KeyL" }] },
  { id: "declare", keys: [{ ctrl: true, shift: true, code: "KeyD" }] },
  { id: "board", keys: [{ chord: "g", code: "KeyB" }] },
  { id: "goLog", keys: [{ chord: "g", code: "KeyL" }] },
  { id: "help", keys: [{ key: "?" }] },
  { id: "search", keys: [{ key: "/" }] },
  { id: "back", keys: [{ code: "Escape" }] },
  { id: "undo", keys: [{ ctrl: true, code: "KeyZ" }] },
  { id: "redo", keys: [{ ctrl: true, shift: true, code: "KeyZ" }] },
];
const free = { ownsLetters: false, lettersOn: true };
const field = { ownsLetters: true, lettersOn: true };
const none = { startedAt: null };

const ask = (p: KeyPress, place = free, chord: { startedAt: number | null } = none, now = 0) =>
  commandFor(p, place, chord, now, bindings);

describe("global keys", () => {
  it("act by the place of the key, so that an input method's letters do not matter", () => {
    expect(ask(press("KeyL", { key: "ㅣ" }))).toEqual({ command: "log" });
  });
  it("leave letters to a text field or grid", () => {
    expect(ask(press("KeyL"), field)).toBeNull();
    expect(ask(press("Slash", { key: "/" }), field)).toBeNull();
  });
  it("act with Ctrl inside a text field too", () => {
    expect(ask(press("KeyL", { ctrlKey: true }), field)).toEqual({ command: "log" });
    expect(ask(press("KeyK", { metaKey: true }), field)).toEqual({ command: "palette" });
  });
  it("do nothing while an input method composes", () => {
    expect(ask(press("KeyL", { isComposing: true }))).toBeNull();
    expect(ask(press("KeyK", { ctrlKey: true, keyCode: 229 }))).toBeNull();
  });
  it("can have their single letters switched off, and keep the others", () => {
    const off = { ownsLetters: false, lettersOn: false };
    expect(ask(press("KeyL"), off)).toBeNull();
    expect(ask(press("KeyL", { ctrlKey: true }), off)).toEqual({ command: "log" });
    expect(ask(press("Escape", { key: "Escape" }), off)).toEqual({ command: "back" });
  });
  it("tell Ctrl+Z from Ctrl+Shift+Z", () => {
    expect(ask(press("KeyZ", { ctrlKey: true }))).toEqual({ command: "undo" });
    expect(ask(press("KeyZ", { ctrlKey: true, shiftKey: true }))).toEqual({ command: "redo" });
  });
  it("read ? by its sign, wherever the layout puts it", () => {
    expect(ask(press("Minus", { key: "?", shiftKey: true }))).toEqual({ command: "help" });
  });
  it("do not repeat while a key is held", () => {
    expect(ask(press("KeyL", { repeat: true }))).toBeNull();
  });
  it("leave Alt and AltGr alone", () => {
    expect(ask(press("KeyL", { altKey: true }))).toBeNull();
  });
});

describe("the chord g", () => {
  it("opens with g and takes the second letter", () => {
    expect(ask(press("KeyG"))).toEqual({ chord: true });
    expect(ask(press("KeyB"), free, { startedAt: 0 }, 400)).toEqual({ command: "board" });
    expect(ask(press("KeyL"), free, { startedAt: 0 }, 400)).toEqual({ command: "goLog" });
  });
  it("is forgotten after a while", () => {
    expect(ask(press("KeyL"), free, { startedAt: 0 }, chordWait + 1)).toEqual({ command: "log" });
  });
  it("does not open in a text field", () => {
    expect(ask(press("KeyG"), field)).toBeNull();
  });
});

describe("the place of a key press", () => {
  it.each([
    ["<input id='x'>", true],
    ["<textarea id='x'></textarea>", true],
    ["<div contenteditable='true'><b id='x'>a</b></div>", true],
    ["<div role='grid'><span id='x'></span></div>", true],
    ["<input type='checkbox' id='x'>", false],
    ["<button id='x'>a</button>", false],
  ])("%s owns its letters: %s", (html, owns) => {
    document.body.innerHTML = html;
    expect(ownsLetters(document.getElementById("x"))).toBe(owns);
  });
});

it("writes a key as its caps", () => {
  expect(keyCaps({ ctrl: true, shift: true, code: "KeyD" })).toEqual(["Ctrl", "Shift", "D"]);
  expect(keyCaps({ chord: "g", code: "KeyB" })).toEqual(["G", "B"]);
  expect(keyCaps({ code: "Escape" })).toEqual(["Esc"]);
});
