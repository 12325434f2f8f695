/** Letter schemes and what a change of scheme does to letters that stand already (`crates/domain/src/raci/scheme.rs`). */
import type { Block } from "../../../generated/Block";
import type { Edit } from "../../../generated/Edit";
import type { Part } from "../../../generated/Part";
import type { Value } from "../../../generated/Value";
import { cell, liveColumns, liveRows, members, setting } from "../model";
import { cellPath, settingPath } from "../paths";

/** How a letter is drawn: shape carries the meaning, print keeps it. */
export type Shape = "solid" | "outlined" | "tile" | "ring" | "bare" | "strange";

/** One letter of a scheme. */
export interface Letter {
  letter: string;
  /** One word, for buttons and sums. */
  name: string;
  /** What it means, for the legend. */
  word: string;
  /** What its holder does; null for a letter that the scheme does not know. */
  part: Part | null;
  /** The least and the largest number of holders in a row; null for any number. */
  min: number;
  max: number | null;
  /** Asked and answering, rather than only told. */
  twoWay: boolean;
  shape: Shape;
}

export interface Scheme {
  name: string;
  letters: readonly Letter[];
  /** Whether the letters are the team's own. */
  isOwn: boolean;
}

const shapes: Record<Part, Shape> = { decides: "solid", works: "outlined", supports: "tile", verifies: "tile", consulted: "ring", informed: "bare", omitted: "bare" };

/** The parts a letter can have, as the editor of own letters offers them. */
export const partWords: readonly { value: Part; label: string }[] = [
  { value: "decides", label: "decides" },
  { value: "works", label: "does the work" },
  { value: "supports", label: "helps" },
  { value: "verifies", label: "checks or signs" },
  { value: "consulted", label: "is asked before" },
  { value: "informed", label: "is told after" },
  { value: "omitted", label: "is left out" },
];

function l(letter: string, name: string, rest: string, part: Part, min = 0, max: number | null = null): Letter {
  return { letter, name, word: `${name}${rest}`, part, min, max, twoWay: part === "consulted", shape: shapes[part] };
}
const responsible = l("R", "Responsible", ", does the work", "works", 1);
const accountable = l("A", "Accountable", ", decides, exactly one", "decides", 1, 1);
const consulted = l("C", "Consulted", " before", "consulted");
const informed = l("I", "Informed", " after", "informed");

/** The schemes that come with Bridgebook (domain reference 3.2). */
export const schemes: Record<string, readonly Letter[]> = {
  RACI: [responsible, accountable, consulted, informed],
  RASCI: [responsible, accountable, l("S", "Support", ", helps with the work", "supports"), consulted, informed],
  "RACI-VS": [responsible, accountable, consulted, informed, l("V", "Verifies", " the result", "verifies"), l("S", "Signs off", "", "verifies")],
  CAIRO: [consulted, accountable, informed, responsible, l("O", "Out of the loop", "", "omitted")],
  DACI: [l("D", "Driver", ", moves it forward, exactly one", "works", 1, 1), l("A", "Approver", ", exactly one", "decides", 1, 1), l("C", "Contributor", "", "consulted"), informed],
  RAPID: [l("R", "Recommend", "", "supports"), l("A", "Agree", "", "verifies"), l("P", "Perform", "", "works", 1), l("I", "Input", "", "consulted"), l("D", "Decide", ", exactly one", "decides", 1, 1)],
};

/** The scheme of a block: its own letters, else the one it names, else RACI. */
export function schemeOf(block: Block): Scheme {
  const own = ownLetters(members(block.settings?.["letters"]).join(";"));
  const written = setting(block, "scheme");
  if (own.length > 0) return { name: written || "own letters", letters: own, isOwn: true };
  const folded = written.toUpperCase();
  const name = { RASIC: "RASCI", RACIO: "CAIRO" }[folded] ?? folded;
  return { name: schemes[name] ? name : "RACI", letters: schemes[name] ?? schemes["RACI"] ?? [], isOwn: false };
}

/** Own letters as they are stored: `A=Accountable:decides min 1 max 1`, parted by semicolons. The first of a sign counts. */
export function ownLetters(written: string): Letter[] {
  const all = written.split(/[;\n]/).flatMap((one): Letter[] => {
    const at = one.indexOf("=");
    const sign = one.slice(0, at).trim().toUpperCase();
    if (at < 0 || sign === "" || [...sign].length > 3) return [];
    const rest = one.slice(at + 1);
    const colon = rest.indexOf(":");
    const name = (colon < 0 ? rest : rest.slice(0, colon)).trim();
    const details = (colon < 0 ? "" : rest.slice(colon + 1)).split(/\s+/).filter(Boolean);
    const part = details.flatMap((word) => partWords.find((p) => p.value === word)?.value ?? [])[0] ?? "informed";
    const of = (word: string): string | undefined => details[details.indexOf(word) + 1 || details.length];
    const number = (text: string | undefined): number | null => (text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null);
    const min = number(of("min")) ?? (part === "decides" || part === "works" ? 1 : 0);
    const max = of("max") === "any" ? null : (number(of("max")) ?? (part === "decides" ? 1 : null));
    return [own({ letter: sign, name, part, min, max, twoWay: details.includes("two-way") || (part === "consulted" && !details.includes("one-way")) })];
  });
  return all.filter((x, at) => all.findIndex((y) => y.letter === x.letter) === at);
}

/** An own letter with its words and shape. */
export function own(letter: Pick<Letter, "letter" | "name" | "min" | "max" | "twoWay"> & { part: Part }): Letter {
  const { min, max } = letter;
  const many = max !== null && min === max ? (max === 1 ? ", exactly one" : `, exactly ${max}`) : max !== null ? `, at most ${max}` : min > 0 ? `, at least ${min}` : "";
  return { ...letter, word: `${letter.name || letter.letter}${many}`, shape: shapes[letter.part] };
}

/** Own letters as they are stored; every detail is written, so that a later default changes nothing. */
export function printOwn(letters: readonly Letter[]): string {
  const clean = (name: string): string => name.replace(/[=:;\n]/g, " ").replace(/\s+/g, " ").trim();
  return letters.map((x) => `${x.letter}=${clean(x.name)}:${x.part ?? "informed"} min ${x.min} max ${x.max ?? "any"} ${x.twoWay ? "two-way" : "one-way"}`).join(";");
}

/** What is wrong with own letters, in words; null for nothing. */
export function ownProblem(letters: readonly Letter[]): string | null {
  const signs = letters.map((x) => x.letter);
  if (signs.length === 0) return "Give at least one letter.";
  if (signs.some((sign) => sign === "" || [...sign].length > 3 || /[\s/,;=:]/.test(sign))) return "Each needs a sign of one to three letters.";
  const twice = signs.find((sign, at) => signs.indexOf(sign) !== at);
  if (twice) return `${twice} is there twice.`;
  const turned = letters.find((x) => x.max !== null && x.max < x.min);
  return turned ? `${turned.letter}: at most ${turned.max} is fewer than at least ${turned.min}.` : null;
}

/** A held letter that another scheme does not know, or knows as something else. */
export interface LetterChange {
  letter: string;
  /** How many cells hold it. */
  cells: number;
  /** Its name now; empty for one that is not of the scheme. */
  before: string;
  /** Its name in the other scheme; empty where that does not know it. */
  after: string;
  /** The letter proposed in its place: itself to keep it. */
  to: string;
}

/** The letters in the live cells of a matrix, with how many cells hold each. */
export function heldLetters(block: Block): Map<string, number> {
  const held = new Map<string, number>();
  const roles = liveColumns(block).filter((column) => column.item.type === "letters");
  for (const row of liveRows(block)) {
    for (const role of roles) for (const letter of signsOf(cell(row.item, role.id))) held.set(letter, (held.get(letter) ?? 0) + 1);
  }
  return held;
}

// A value is never changed in place, and a large matrix is counted again after each letter.
const known = new WeakMap<object, readonly string[]>();

/** The letters of a cell as they are written: `R/A` by hand is both. */
export function signsOf(value: Value | undefined): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === "string") return split(value);
  let signs = known.get(value);
  if (!signs) known.set(value, (signs = split(members(value).join("/"))));
  return signs;
}

const split = (text: string): readonly string[] => [...new Set(text.toUpperCase().split(/[\s/,]+/).filter(Boolean))];

/** What a change of scheme would do to the letters that stand: nothing for those that stay what they are. */
export function changesOf(held: ReadonlyMap<string, number>, from: readonly Letter[], to: readonly Letter[]): LetterChange[] {
  return [...held].flatMap(([letter, cells]): LetterChange[] => {
    const before = from.find((x) => x.letter === letter);
    const after = to.find((x) => x.letter === letter);
    if (after && (!before || before.part === after.part)) return [];
    const same = to.find((x) => x.part === before?.part);
    return [{ letter, cells, before: before?.name ?? "", after: after?.name ?? "", to: same?.letter ?? letter }];
  });
}

/** A cell with its letters replaced; two that become one keep both notes. An empty target takes the letter away. */
export function remapped(value: Value, to: ReadonlyMap<string, string>): Value | null {
  const marks: Record<string, string> = {};
  for (const letter of signsOf(value)) {
    const target = to.get(letter) ?? letter;
    if (target === "") continue;
    const note = typeof value === "string" ? "" : (value[letter] ?? "");
    marks[target] = [marks[target], note].filter(Boolean).join("; ");
  }
  return Object.keys(marks).length > 0 ? marks : null;
}

/** The edits, one step, that give a matrix a scheme and its letters the places chosen for them. */
export function schemeEdits(section: string, block: Block, scheme: { name: string; own: string | null }, to: ReadonlyMap<string, string>): Edit[] {
  const edits: Edit[] = [{ edit: "set", path: settingPath(section, "scheme"), value: scheme.name }];
  if (scheme.own !== null || block.settings?.["letters"] !== undefined) edits.push({ edit: "set", path: settingPath(section, "letters"), value: scheme.own });
  const moved = new Map([...to].filter(([from, target]) => from !== target));
  if (moved.size === 0) return edits;
  const roles = liveColumns(block).filter((column) => column.item.type === "letters");
  for (const row of liveRows(block)) {
    for (const role of roles) {
      const value = cell(row.item, role.id);
      if (value === undefined || !signsOf(value).some((letter) => moved.has(letter))) continue;
      edits.push({ edit: "set", path: cellPath(section, row.id, role.id), value: remapped(value, moved) });
    }
  }
  return edits;
}
