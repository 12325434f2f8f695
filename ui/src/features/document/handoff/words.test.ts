import { describe, expect, it } from "vitest";
import type { Brief } from "../../../generated/Brief";
import type { GateLine } from "../../../generated/GateLine";
import type { HandOffReading } from "../../../generated/HandOffReading";
import { citeOf, cited, leading, linesCited, obstacle, saysSame, stillMissing, withLine, withPart } from "./words";

const brief: Brief = {
  parts: [
    { key: "request", name: "Request", lines: [{ text: "I want it", cites: [{ of: "line", line: 2 }] }] },
    { key: "promises", name: "Promises", lines: [] },
  ],
};
const line = (more: Partial<GateLine>): GateLine => ({ key: "consent", item: "Consent", required: true, state: "missing", found: "", cites: [], part: "", otherwise: "", reason: "", ...more });
const reading = (acts: string[], more: Partial<HandOffReading> = {}): HandOffReading =>
  ({ next: acts.map((act) => ({ act, told: null })), policy: null, gate: { lines: [], percent: 100 }, ...more }) as HandOffReading;

describe("a brief", () => {
  it("says where its lines are from, and what stands there", () => {
    expect(linesCited(brief)).toEqual(new Set([2]));
    expect(citeOf({ of: "customer", name: "orders" })).toBe("customer data, orders");
    const source = { id: "", fields: {}, conversation: [{ at: null, by: "customer" as const, name: "", text: "Hi" }], customer_data: { orders: "3" }, attempts: ["reset"], flags: [], signals: [] };
    expect([cited({ of: "line", line: 1 }, source), cited({ of: "line", line: 9 }, source), cited({ of: "attempt", attempt: 1 }, source), cited({ of: "customer", name: "orders" }, source)]).toEqual(["Hi", "", "reset", "3"]);
    expect(cited({ of: "line", line: 1 }, null)).toBe("");
  });
  it("is changed line by line, and knows when nothing was changed", () => {
    const more = withLine(brief, "promises", 0, "Nothing was promised");
    expect(more.parts[1]?.lines).toEqual([{ text: "Nothing was promised", cites: [] }]);
    expect(brief.parts[1]?.lines).toEqual([]);
    expect(saysSame(brief, more)).toBe(false);
    expect(saysSame(brief, withLine(brief, "promises", 0, "  "))).toBe(true);
    expect(saysSame(brief, withPart(brief, "page", "Page"))).toBe(true);
    expect(withPart(brief, "request", "x")).toBe(brief);
  });
});

describe("the gate", () => {
  it("lets through what is waived with a reason", () => {
    const lines = [line({}), line({ key: "owner", item: "Somebody" }), line({ key: "x", state: "absent" })];
    expect(stillMissing(lines, { consent: " " }).map((l) => l.key)).toEqual(["consent", "owner"]);
    expect(obstacle(reading([], { gate: { lines, percent: 0 } }), { consent: "by telephone" })).toBe("Missing: Somebody. Complete it, or say why it goes without.");
    expect(obstacle(reading([], { gate: { lines, percent: 0 } }), { consent: "a", owner: "b" })).toBe("");
  });
});

describe("what leads on", () => {
  it("is to accept what waits, and to hand over what does not", () => {
    expect(leading(reading(["decline", "hand_over", "end_chat"]))).toBe("hand_over");
    expect(leading(reading(["accept", "return", "reroute"]))).toBe("accept");
    expect(leading(reading(["return", "reroute", "end_chat"]))).toBe("end_chat");
    expect(leading(reading(["say_custom_message"], { policy: { is_custom_message: true } as HandOffReading["policy"] }))).toBe("say_custom_message");
    expect(leading(reading([]))).toBe("");
  });
});
