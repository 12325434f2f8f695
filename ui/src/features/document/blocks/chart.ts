/** Where the nodes and connectors of an organisation chart stand (print reference: no boxes, a rule above each). */
import { widthOf, wrap } from "./lines";
import type { Chart, Position } from "./shapes";

export interface Node {
  row: string;
  x: number;
  y: number;
  width: number;
  position: string[];
  person: string[];
  /** The line below the name: the deputy, who assumed the position. */
  note: string;
  /** What is wrong with it, in words. */
  problem: string;
  isVacant: boolean;
  isHead: boolean;
  /** All of it, as read aloud. */
  words: string;
}

/** A straight connector. */
export interface Connector {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

export interface ChartLayout {
  width: number;
  height: number;
  nodes: Node[];
  connectors: Connector[];
}

/** FEMA: one person leads three to seven; the finding X12 says the same. */
const mostReports = 7;
const gap = 16;
const leastColumn = 132;
const mostColumn = 220;
const indent = 14;
export const positionSize = 12;
export const personSize = 13;
const lineHeight = 16;

/** The chart within a width in px; wider where its columns need it. */
export function layoutChart(chart: Chart, width: number): ChartLayout {
  const columns = Math.max(3, chart.branches.length);
  const column = Math.max(leastColumn, Math.min(mostColumn, (width - gap * (columns - 1)) / columns));
  const left = (at: number): number => at * (column + gap);
  const nodes: Node[] = [];
  const connectors: Connector[] = [];
  const place = (position: Position, x: number, y: number, w: number, isHead = false): Node => {
    const node = nodeOf(position, x, y, w, isHead);
    nodes.push(node);
    return node;
  };

  // The commander stands over the second column, so that the staff has room to the right of the trunk.
  const headLeft = chart.branches.length === 1 || !chart.head ? 0 : left(1);
  const trunk = headLeft + column / 2;
  let y = 2;
  let trunkTop = y;
  if (chart.head) {
    const head = place(chart.head, headLeft, y, column * 2 + gap, true);
    trunkTop = y + heightOf(head) + 4;
    y = trunkTop + 12;
  }
  let trunkEnd = trunkTop;
  for (const member of chart.staff) {
    const node = place(member, trunk + column / 2 + gap, y, column);
    connectors.push({ x1: trunk, y1: y, x2: node.x, y2: y });
    trunkEnd = y;
    y += heightOf(node) + 8;
    // Those below a staff position stand under it, indented.
    y = below(member.members, node.x, y, column, node.y + heightOf(node), place, connectors);
  }
  if (chart.branches.length > 0) {
    const bus = chart.head || chart.staff.length > 0 ? y + 4 : y;
    const tops = chart.branches.map((_, at) => left(at) + column / 2);
    if (chart.head) {
      const ends = [...tops, trunk];
      connectors.push({ x1: Math.min(...ends), y1: bus, x2: Math.max(...ends), y2: bus });
      trunkEnd = bus;
      for (const x of tops) connectors.push({ x1: x, y1: bus, x2: x, y2: bus + 10 });
    }
    let deepest = bus;
    chart.branches.forEach((branch, at) => {
      const node = place(branch.head, left(at), bus + 10, column);
      const end = node.y + heightOf(node);
      deepest = Math.max(deepest, below(branch.members, node.x, end + 8, column, end, place, connectors));
    });
    y = deepest;
  }
  if (chart.head && trunkEnd > trunkTop) connectors.push({ x1: trunk, y1: trunkTop, x2: trunk, y2: trunkEnd });
  const right = Math.max(...nodes.map((node) => node.x + node.width), 0);
  return { width: Math.ceil(right), height: Math.ceil(y + 4), nodes, connectors };
}

/** Positions below another, indented, each joined to the line at the left. Answers where they end. */
function below(
  members: readonly Position[],
  x: number,
  top: number,
  width: number,
  from: number,
  place: (position: Position, x: number, y: number, w: number) => Node,
  connectors: Connector[],
): number {
  let y = top;
  let last = from;
  for (const member of members) {
    const node = place(member, x + indent, y, Math.max(80, width - indent));
    connectors.push({ x1: x + 4, y1: y, x2: node.x, y2: y });
    last = y;
    const end = y + heightOf(node);
    y = below(member.members, node.x, end + 8, node.width, end, place, connectors);
  }
  if (members.length > 0) connectors.push({ x1: x + 4, y1: from, x2: x + 4, y2: last });
  return y;
}

function nodeOf(position: Position, x: number, y: number, width: number, isHead: boolean): Node {
  const isVacant = position.person === "";
  const person = isVacant ? "vacant" : position.person;
  const notes = [position.deputy ? `Deputy ${position.deputy}` : "", position.is_assumed ? "assumed" : ""].filter(Boolean);
  const tooMany = position.reports > mostReports ? `${position.reports} report directly, limit ${mostReports}` : "";
  const note = notes.join(" · ");
  return {
    row: position.row,
    x,
    y,
    width,
    position: wrap(position.position, positionSize, width, 2),
    person: wrap(person, personSize * 1.06, width, 2),
    note: widthOf(note, 11) > width ? (wrap(note, 11, width, 1)[0] ?? "") : note,
    problem: tooMany,
    isVacant,
    isHead,
    words: [position.position, person, ...notes, tooMany].filter(Boolean).join(", "),
  };
}

/** Height of a node in px, its rule included. */
export const heightOf = (node: Node): number =>
  6 + (node.position.length + node.person.length + (node.note ? 1 : 0) + (node.problem ? 1 : 0)) * lineHeight;

/** Lines of text of a node: their class, words and baseline. */
export function textOf(node: Node): { is: "position" | "person" | "note" | "problem"; text: string; y: number }[] {
  const all = [
    ...node.position.map((text) => ({ is: "position" as const, text })),
    ...node.person.map((text) => ({ is: "person" as const, text })),
    ...(node.note ? [{ is: "note" as const, text: node.note }] : []),
    ...(node.problem ? [{ is: "problem" as const, text: node.problem }] : []),
  ];
  return all.map((line, at) => ({ ...line, y: node.y + 18 + at * lineHeight }));
}
