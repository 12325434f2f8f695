import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { describe, expect, it, vi } from "vitest";
import FindingLines from "./FindingLines.svelte";
import { countAll, countSummary, findingLines, type FindingLine, type Found } from "./finding";
import { drawnLines } from "./longlist";

interface Row extends Found {
  n: number;
}
const rows = (rule: string, level: string, many: number): Row[] => Array.from({ length: many }, (_, n) => ({ rule, level, n }));
const words = (lines: FindingLine<Row>[]): string[] => lines.map((l) => (l.is === "more" ? `${l.left} more of ${l.rule}` : `${l.finding.rule} ${l.finding.n}`));

describe("findings in a list", () => {
  it("stand with errors first, and a rule with many stands together and shows its first", () => {
    const list = [...rows("V1", "warning", 100), ...rows("A", "error", 2), ...rows("B", "warning", 1)];
    const counts = [{ rule: "V1", level: "warning", count: 20_000 }, { rule: "A", level: "error", count: 2 }, { rule: "B", level: "warning", count: 1 }];
    const lines = words(findingLines(list, counts));
    expect(lines.slice(0, 3)).toEqual(["A 0", "A 1", "V1 0"]);
    expect(lines.slice(-2), "the others are not buried").toEqual(["19980 more of V1", "B 0"]);
    expect(lines).toHaveLength(24);
    expect(words(findingLines(list, counts, { "warning V1": 100 })).slice(-2)).toEqual(["19900 more of V1", "B 0"]);
    expect(countAll(counts)).toBe(20_003);
    expect(countSummary(counts)).toBe("2 errors, 20,001 warnings");
  });

  it("keep the order of the places where no rule has many", () => {
    const list = [...rows("A", "warning", 1), ...rows("B", "warning", 1), { rule: "A", level: "warning", n: 1 }];
    expect(words(findingLines(list, []))).toEqual(["A 0", "B 0", "A 1"]);
  });
});

describe("a long list", () => {
  it("draws the lines on screen and leaves the room of the others", () => {
    const heights = Array.from({ length: 1000 }, () => 50);
    expect(drawnLines(heights, 0, 500, 100)).toEqual({ from: 0, to: 12, before: 0, after: 988 * 50 });
    const middle = drawnLines(heights, 25_000, 500, 100);
    expect(middle.from * 50).toBe(middle.before);
    expect([middle.from, middle.to]).toEqual([497, 512]);
    expect(middle.before + middle.after + (middle.to - middle.from) * 50).toBe(50_000);
    const end = drawnLines(heights, 90_000, 500, 100);
    expect(end.to, "scrolled further than the list is long").toBe(1000);
    expect(drawnLines([], 0, 500, 100)).toEqual({ from: 0, to: 0, before: 0, after: 0 });
  });
});

describe("20,000 findings", () => {
  const item = createRawSnippet<[Row]>((row) => ({ render: () => `<p>finding ${row().n}</p>` }));
  const all = rows("V1", "warning", 20_000);
  const props = {
    rows: all.slice(0, 100),
    counts: [{ rule: "V1", level: "warning", count: 20_000 }],
    label: "Findings",
    none: "None",
    item,
  };

  it("show the first of them and how many more there are, and bring the next when asked", async () => {
    const ask = vi.fn(async (_rule: string, each: number) => all.slice(0, each));
    render(FindingLines<Row>, { ...props, ask });
    const list = screen.getByRole("list", { name: "Findings" });
    expect(within(list).getAllByRole("listitem")).toHaveLength(21);
    expect(screen.getByText(/19,980 more of/)).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: "Show 100 more" }));
    await waitFor(() => expect(ask).toHaveBeenCalledWith("V1", 120));
    const drawn = within(list).getAllByRole("listitem");
    expect(drawn.length, "only what is on screen is drawn").toBeLessThan(60);
    expect(drawn[0]?.getAttribute("aria-setsize"), "and it says how long the list is").toBe("121");
  });

  it("are drawn by the screenful even when all of them came", () => {
    const wanted = all.map((row, n) => ({ ...row, rule: `V${n}` }));
    render(FindingLines<Row>, { ...props, rows: wanted, counts: [], ask: async () => [] });
    expect(screen.getAllByRole("listitem").length).toBeLessThan(60);
    expect(screen.getAllByRole("listitem")[0]?.getAttribute("aria-setsize")).toBe("20000");
  });

  it("stay as they were when more cannot be brought", async () => {
    render(FindingLines<Row>, { ...props, ask: async () => Promise.reject(new Error("gone")) });
    await fireEvent.click(screen.getByRole("button", { name: "Show 100 more" }));
    // The hundred that are there, and the line that says how many more there are.
    await waitFor(() => expect(screen.getAllByRole("listitem")[0]?.getAttribute("aria-setsize")).toBe("101"));
  });
});
