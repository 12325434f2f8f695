import { fireEvent, render, screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../../components/axe";
import { blockOf, column } from "../fixtures";
import { layoutChart } from "./chart";
import ChartPicture from "./ChartPicture.svelte";
import FlowPicture from "./FlowPicture.svelte";
import { bandsOf, layoutHeat } from "./heat";
import HeatMapPicture from "./HeatMapPicture.svelte";
import { widthOf, wrap } from "./lines";
import { filterOf, onlyRows } from "./pictures";
import type { Chart, Flow, HeatMap, Position, Timeline } from "./shapes";
import { layoutFlow } from "./flow";
import { layoutTimeline } from "./timeline";
import TimelinePicture from "./TimelinePicture.svelte";
import WaitTable from "./WaitTable.svelte";

const at = (position: string, person = "", members: Position[] = []): Position => ({
  row: position, position, person, deputy: "", is_assumed: false, members, reports: members.length,
});
const chart: Chart = {
  head: { ...at("Incident Commander", "Katarzyna Wójcik"), reports: 9 },
  staff: [at("Scribe", "Emre Yılmaz")],
  branches: [
    { name: "Operations", head: at("Operations Lead", "Kim Ji-woo"), members: [at("Expert", "Chen Wei")] },
    { name: "Planning", head: at("Planning Lead"), members: [] },
  ],
};
const map: HeatMap = {
  likelihoods: ["Low", "High"], impacts: ["Low", "High"], steps: [[0, 1], [1, 4]],
  risks: [{ row: "r1", number: 1, words: "Orders lost", likelihood: 1, impact: 1 }, { row: "r2", number: 2, words: "Deploys again", likelihood: 1, impact: 1 }],
  unplaced: [],
};
const line = (row: string, from: number, to: number, more: Partial<Timeline["lines"][number]> = {}) => ({
  row, name: row, is_milestone: from === to, from, to, words: "1 Mar to 30 Apr", done: 0, after: [], is_inconsistent: false, problem: "", ...more,
});
const plan: Timeline = {
  from: "2026-03-01", to: "2026-05-30", days: 90, ticks: [{ day: 0, label: "Mar" }, { day: 31, label: "Apr" }, { day: 61, label: "May" }], is_relative: false,
  lines: [line("Audit", 0, 30), line("Pilot", 20, 90, { after: ["Audit"], is_inconsistent: true, problem: "Pilot starts before Audit ends" }), line("Go-live", 90, 90, { after: ["Pilot"] })],
};
const step = (number: number, from: number, to: number, more: Partial<Flow["steps"][number]> = {}) => ({
  row: `s${number}`, number, name: `Step ${number}`, from, to, payload: "order", owner: "Aisha Bello", within: "5 min", state: "Live", colour: "ok", on_failure: "", volume: "", wait: "", is_slowest: false, ...more,
});
const flow: Flow = { systems: ["Helpdesk", "AI agent"], steps: [step(1, 0, 1), step(2, 1, 0, { wait: "42 min", is_slowest: true, owner: "" }), step(3, 1, 1)] };
const width = 640;
const common = { width, title: "Section", here: null };

describe("the pictures", () => {
  it.each([
    ["chart", () => render(ChartPicture, { ...common, chart, onrow: () => {} })],
    ["heat map", () => render(HeatMapPicture, { ...common, map, chosen: null, oncell: () => {}, onrow: () => {} })],
    ["timeline", () => render(TimelinePicture, { ...common, timeline: plan, today: "2026-03-11", onrow: () => {} })],
    ["flow", () => render(FlowPicture, { ...common, flow, onrow: () => {} })],
  ])("say what they show to who cannot see them: %s", async (_, show) => {
    show();
    await expectAccessible(document.body);
    expect(document.querySelector("svg title")?.textContent).toContain("Section");
    expect(document.querySelector("svg desc")?.textContent ?? "", "a sentence about what is drawn").toMatch(/\S+ \S+/);
  });
  it("lead to the row by click, and by arrow keys with Enter", async () => {
    const onrow = vi.fn();
    render(ChartPicture, { ...common, chart, onrow });
    const first = screen.getByRole("button", { name: /^Incident Commander, Katarzyna/ });
    first.focus();
    await fireEvent.keyDown(first, { key: "ArrowRight" });
    await fireEvent.keyDown(document.activeElement as Element, { key: "Enter" });
    expect(onrow).toHaveBeenCalledWith("Scribe");
    await fireEvent.click(screen.getByRole("button", { name: "Planning Lead, vacant" }));
    expect(onrow).toHaveBeenLastCalledWith("Planning Lead");
  });
  it("have the waits of a hand-off map beside them, with the slowest marked by a word, or say where to fill them in", async () => {
    const onrow = vi.fn();
    const { unmount } = render(WaitTable, { flow, here: null, onrow });
    expect(screen.getByRole("row", { name: "2 Step 2 not measured 42 min▲ slowest" })).toBeTruthy();
    expect(screen.getAllByText("▲ slowest")).toHaveLength(1);
    await expectAccessible(document.body);
    await fireEvent.click(screen.getByRole("button", { name: "Step 2" }));
    expect(onrow).toHaveBeenCalledWith("s2");
    unmount();
    render(WaitTable, { flow: { ...flow, steps: [step(1, 0, 1)] }, here: null, onrow });
    expect(screen.getByText(/No wait is measured yet. Fill in volume and median wait/)).toBeTruthy();
    expect(screen.queryByRole("table")).toBeNull();
  });
  it("say in words what colour alone would not", () => {
    render(FlowPicture, { ...common, flow, onrow: () => {} });
    expect(screen.getByRole("button", { name: /Step 2, hands over order, no owner.*the slowest/ })).toBeTruthy();
    render(TimelinePicture, { ...common, timeline: plan, today: "", onrow: () => {} });
    expect(screen.getByText("Pilot starts before Audit ends")).toBeTruthy();
  });
});

describe("a chart", () => {
  it("keeps its nodes apart and says a span of more than seven", () => {
    const { nodes } = layoutChart(chart, width);
    const head = nodes.find((node) => node.isHead);
    expect(head?.problem).toBe("9 report directly, limit 7");
    for (const a of nodes) for (const b of nodes) if (a !== b && a.y === b.y) expect(a.x + a.width <= b.x || b.x + b.width <= a.x, `${a.row} and ${b.row}`).toBe(true);
  });
  it("grows wider than its box rather than smaller than its words", () => {
    const many = { ...chart, branches: Array.from({ length: 9 }, (_, n) => ({ name: `B${n}`, head: at(`Lead ${n}`), members: [] })) };
    expect(layoutChart(many, width).width).toBeGreaterThan(width);
  });
});

describe("a heat map", () => {
  it("counts what a cell has no room for, and lists the scores of a band", () => {
    const full = { ...map, risks: Array.from({ length: 30 }, (_, n) => ({ row: `r${n}`, number: n + 1, words: "", likelihood: 0, impact: 0 })) };
    const cell = layoutHeat(full, width).cells.find((each) => each.likelihood === 0 && each.impact === 0);
    expect((cell?.circles.length ?? 0) + (cell?.more ?? 0)).toBe(30);
    expect(cell?.more).toBeGreaterThan(0);
    expect(bandsOf(layoutHeat(map, width)).map((band) => `${band.scores} ${band.words}`)).toEqual(["1 accept", "2 watch", "4 stop"]);
  });
  it("leaves the rows of a cell alone in the grid below", () => {
    const block = blockOf({ a: column("Risk", "text") }, [["x"], ["y"], ["z"]]);
    expect(Object.keys(onlyRows(block, filterOf(map, { likelihood: 1, impact: 1 }).rows).rows ?? {})).toEqual(["r1", "r2"]);
  });
});

describe("a flow", () => {
  const systems = ["Customer", "AI assistant", "Customer record", "Ticket queue", "Human"];
  const long = { payload: "The same, and who promised what to whom", wait: "42 min", volume: "880 a week" };
  it("fits five systems beside their names on a page, and wider only with more", () => {
    expect(layoutFlow({ systems, steps: [] }, 424).width).toBeLessThanOrEqual(424);
    expect(layoutFlow({ systems: [...systems, "Archive"], steps: [] }, 424).width).toBeGreaterThan(424);
  });
  it("writes words on the side on which they have room, and never outside", () => {
    const layout = layoutFlow({ systems, steps: [step(1, 3, 4, long), step(2, 0, 1, long), step(3, 4, 0, { ...long, is_slowest: true })] }, 424);
    expect(layout.arrows.map((arrow) => arrow.anchor)).toEqual(["end", "start", "start"]);
    for (const arrow of layout.arrows) {
      expect(arrow.payload, "whole").toBe(long.payload);
      const [from, to] = arrow.anchor === "start" ? [arrow.labelX, arrow.labelX + widthOf(arrow.payload, 11)] : [arrow.labelX - widthOf(arrow.payload, 11), arrow.labelX];
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThanOrEqual(layout.width);
    }
  });
});

describe("a timeline", () => {
  it("keeps the words of every bar inside and off the bar", () => {
    const layout = layoutTimeline(plan, 600, "2026-03-11");
    for (const bar of layout.bars) {
      const end = bar.anchor === "start" ? bar.labelX + widthOf(bar.words, 11) : bar.labelX;
      expect(end, bar.line.name).toBeLessThanOrEqual(layout.width);
      if (bar.anchor === "start") expect(bar.labelX, bar.line.name).toBeGreaterThanOrEqual(bar.x + bar.width);
    }
    expect(layout.arrows).toHaveLength(2);
  });
  it("writes labels of the axis where they have room, inside and never over each other", () => {
    for (const width of [240, 420, 600, 900]) {
      const { ticks, width: drawn } = layoutTimeline(plan, width, "2026-03-11");
      const spans = ticks.filter((t) => t.label).map((t) => (t.anchor === "start" ? [t.labelX, t.labelX + widthOf(t.label, 11)] : [t.labelX - widthOf(t.label, 11), t.labelX]) as [number, number]);
      expect(spans.length, `${width}`).toBeGreaterThan(0);
      expect(Math.max(...spans.map(([, to]) => to))).toBeLessThanOrEqual(drawn);
      for (const [at, [from]] of spans.entries()) if (at > 0) expect(from).toBeGreaterThan(spans[at - 1]![1]);
    }
  });
  it("keeps the word for today above the axis and inside", () => {
    const layout = layoutTimeline(plan, 600, plan.from);
    expect([layout.today !== null, layout.todayAnchor]).toEqual([true, "start"]);
    expect(layout.top).toBeGreaterThan(layoutTimeline(plan, 600, "2031-01-01").top);
  });
  it("shows today only inside a plan that has dates", () => {
    expect(layoutTimeline(plan, 600, "2026-03-11").today).not.toBeNull();
    expect(layoutTimeline(plan, 600, "2027-03-11").today).toBeNull();
    expect(layoutTimeline({ ...plan, is_relative: true }, 600, "2026-03-11").today).toBeNull();
  });
});

describe("words in a drawing", () => {
  it("break between words, end in an ellipsis, and are never wider than asked", () => {
    const lines = wrap("Communications Lead of the whole organisation", 12, 90, 2);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/…$/);
    for (const each of lines) expect(widthOf(each, 12)).toBeLessThanOrEqual(90);
  });
});
