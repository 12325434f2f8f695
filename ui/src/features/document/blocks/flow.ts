/** Where the systems and hand-offs of a flow stand: a column a system, a lane a hand-off, an arrow between. */
import { shorten, widthOf, wrap } from "./lines";
import type { Flow, Step } from "./shapes";

export const laneHeight = 52;
export const headHeight = 44;
/** Five systems fit beside the names on the page of a document at 1440. */
const leastColumn = 84;

export interface FlowLayout {
  width: number;
  height: number;
  /** Half the length of the rule below a system. */
  rule: number;
  systems: { x: number; lines: string[]; name: string }[];
  arrows: FlowArrow[];
}

export interface FlowArrow {
  step: Step;
  y: number;
  /** Line from the giving to the taking system. */
  path: string;
  /** Triangle at its end. */
  point: string;
  /** What is handed over, above the arrow; how long it waits, below. */
  payload: string;
  wait: string;
  labelX: number;
  anchor: "start" | "end";
  aloud: string;
}

/** The flow within a width in px; wider where its systems need it. */
export function layoutFlow(flow: Flow, available: number): FlowLayout {
  const count = Math.max(1, flow.systems.length);
  const column = Math.max(leastColumn, Math.floor(available / count));
  const width = column * count;
  const x = (system: number): number => system * column + column / 2;
  return {
    width,
    rule: Math.min(44, column / 2 - 6),
    height: headHeight + flow.steps.length * laneHeight,
    systems: flow.systems.map((name, at) => ({ name, x: x(at), lines: wrap(name, 12, column - 12, 2) })),
    arrows: flow.steps.map((step, at) => arrowOf(step, headHeight + at * laneHeight + laneHeight / 2, x, width)),
  };
}

function arrowOf(step: Step, y: number, x: (system: number) => number, width: number): FlowArrow {
  const from = x(step.from);
  const to = x(step.to);
  const isLoop = step.from === step.to;
  const way = to >= from ? 1 : -1;
  const path = isLoop ? `M${from} ${y - 8} H${from + 22} V${y + 8} H${from + 8}` : `M${from} ${y} H${to - way * 8}`;
  const point = isLoop ? triangle(from, y + 8, -1) : triangle(to, y, way);
  const left = isLoop ? from + 28 : Math.min(from, to) + 10;
  const wait = waitWords(step);
  const need = Math.max(widthOf(step.payload, 11), widthOf(step.is_slowest ? `slowest · ${wait}` : wait, 11));
  // Words longer than the arrow go on beyond it to the right, or to the left where only there they have room.
  const right = width - left - 4;
  const end = Math.max(from, to) - 10;
  const isLeft = !isLoop && need > right && end - 4 > right;
  const room = isLeft ? end - 4 : right;
  return {
    step,
    y,
    path,
    point,
    payload: shorten(step.payload, 11, room),
    wait: widthOf(wait, 11) > room ? shorten(wait, 11, room) : wait,
    labelX: isLeft ? end : left,
    anchor: isLeft ? "end" : "start",
    aloud: aloud(step),
  };
}

const triangle = (x: number, y: number, way: number): string => `M${x} ${y} L${x - way * 9} ${y - 4.5} L${x - way * 9} ${y + 4.5} Z`;

/** Waiting time as measured; a step that nobody measured says nothing. */
export function waitWords(step: Step): string {
  return [step.wait ? `median wait ${step.wait}` : "", step.volume].filter(Boolean).join(" · ");
}

function aloud(step: Step): string {
  return [
    `${step.number} ${step.name}`,
    step.payload && `hands over ${step.payload}`,
    step.owner ? `owner ${step.owner}` : "no owner",
    step.within && `within ${step.within}`,
    step.state,
    waitWords(step),
    step.is_slowest && "the slowest",
    step.on_failure && `on failure to ${step.on_failure}`,
  ]
    .filter(Boolean)
    .join(", ");
}
