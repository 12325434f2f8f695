import { describe, expect, it } from "vitest";
import { axisTicks, placeLane, tapeWindow, tapeX, type PlacedMark, type TapeMark } from "./tape";

const minute = 60_000;
const now = 100 * minute;
const window = tapeWindow(now, 900);
const measure = (label: string): number => label.length * 6;
const mark = (inMinutes: number, label: string, state: TapeMark["state"] = "plain"): TapeMark => ({
  id: `${inMinutes} ${label}`,
  lane: "log",
  at: now + inMinutes * minute,
  label,
  state,
});

const box = (m: PlacedMark): [number, number] => {
  const width = measure(m.label);
  return m.side === "right" ? [m.x, m.x + width] : [m.x - width, m.x];
};

/** What must hold for every placement: labels apart, inside, and crossed by no tick. */
function expectReadable(placed: PlacedMark[]): void {
  const labelled = placed.filter((m) => m.row !== null);
  for (const a of labelled) {
    const [from, to] = box(a);
    expect(from, `${a.label} starts inside`).toBeGreaterThanOrEqual(0);
    expect(to, `${a.label} ends inside`).toBeLessThanOrEqual(window.width);
    for (const b of labelled) {
      if (a === b) continue;
      const [otherFrom, otherTo] = box(b);
      if (a.row === b.row) expect(to <= otherFrom || otherTo <= from, `${a.label} and ${b.label} overlap`).toBe(true);
      const crosses = b.x > from && b.x < to && (b.row ?? 0) >= (a.row ?? 0);
      expect(crosses, `the tick of ${b.label} crosses ${a.label}`).toBe(false);
    }
  }
}

describe("the window of the tape", () => {
  it("shows 50 minutes with now at 62 %", () => {
    expect(window.to - window.from).toBe(50 * minute);
    expect(tapeX(now, window)).toBeCloseTo(558);
  });
  it("numbers every five minutes", () => {
    const majors = axisTicks(window);
    expect(majors).toHaveLength(10);
    expect(majors.every((tick) => tick.at % (5 * minute) === 0)).toBe(true);
  });
});

describe("placing labels", () => {
  it("uses the near row when there is room", () => {
    const { placed } = placeLane([mark(-20, "Freeze"), mark(-10, "Pool suspected")], window, measure);
    expect(placed.map((m) => m.row)).toEqual([0, 0]);
  });
  it("uses the far row or the other side when the near row is taken", () => {
    const { placed } = placeLane([mark(-20, "Freeze deployments"), mark(-18, "Pool suspected")], window, measure);
    expect(placed.every((m) => m.row !== null)).toBe(true);
    expectReadable(placed);
  });
  it("never crosses the line of now", () => {
    const { placed } = placeLane([mark(-1, "Executives 14:44", "overdue")], window, measure);
    expect(placed[0]?.side).toBe("left");
  });
  it("counts what has no place, and loses none", () => {
    const many = Array.from({ length: 30 }, (_, i) => mark(-25 + i * 0.4, `Something happened ${i}`));
    const { placed, uncounted } = placeLane(many, window, measure);
    expectReadable(placed);
    const labelled = placed.filter((m) => m.row !== null);
    const counted = labelled.reduce((sum, m) => sum + (m.hidden || 1), 0);
    expect(counted + uncounted).toBe(30);
    expect(labelled.length, "some have a label of their own").toBeGreaterThan(2);
  });
  it("gives an overdue clock its label before calm ones", () => {
    const many = Array.from({ length: 12 }, (_, i) => mark(-6 + i * 0.3, `Calm entry ${i}`));
    const { placed } = placeLane([...many, mark(-3, "Executives 14:44", "overdue")], window, measure);
    expect(placed.find((m) => m.state === "overdue")?.label).toBe("Executives 14:44");
    expectReadable(placed);
  });
  it("leaves out what lies outside the window", () => {
    expect(placeLane([mark(-90, "old"), mark(60, "far")], window, measure).placed).toEqual([]);
  });
  it("stays readable for any crowd", () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
    for (let round = 0; round < 60; round++) {
      const crowd = Array.from({ length: 2 + Math.floor(random() * 25) }, (_, i) =>
        mark(-30 + random() * 48, `Entry ${"x".repeat(Math.floor(random() * 14))}${i}`),
      );
      const { placed, uncounted } = placeLane(crowd, window, measure);
      expectReadable(placed);
      const counted = placed.reduce((sum, m) => sum + (m.row === null ? 0 : m.hidden || 1), 0);
      expect(counted + uncounted, "every mark is shown or counted").toBe(placed.length);
    }
  });
});
