import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { calls } from "../../dev/calls";
import { intents } from "../../dev/transport";
import { expectAccessible } from "../components/axe";
import CallsSection from "../features/board/CallsSection.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

const at = (time: string): string => `2026-03-11T${time}:00+01:00`;
const shown = (sheets = calls(at)): void => {
  render(CallsSection, { incident: "inc-2041", sheets, now: Date.parse(at("14:47")), zone: "Europe/Berlin" });
};
const last = (): unknown => intents.filter((intent) => intent.intent === "end_call").at(-1);

beforeEach(() => {
  intents.length = 0;
});

describe("the calls that people make for a level", () => {
  it("asks what came of the first open call, with a note, and of another when it is chosen", async () => {
    shown();
    const level = screen.getByRole("article", { name: "Calls for L3" });
    expect(within(level).getByText("+82 2 555 0143")).toBeTruthy();
    expect(within(level).getAllByRole("group", { name: /What came of/ })).toHaveLength(1);
    await fireEvent.input(within(level).getByLabelText("What Kim Ji-woo said"), { target: { value: " rang out " } });
    await fireEvent.click(within(level).getByRole("button", { name: "No answer" }));
    await waitFor(() => expect(last()).toMatchObject({ sheet: "call-l3", call: "1", outcome: "no-answer", note: "rang out" }));
    await fireEvent.click(within(level).getByRole("button", { name: /What came of it.*Harbourline/ }));
    const group = within(level).getByRole("group", { name: "What came of the call to Harbourline" });
    await fireEvent.click(within(group).getByRole("button", { name: "Takes it" }));
    await waitFor(() => expect(last()).toMatchObject({ call: "3", outcome: "acknowledged", note: "" }));
    await expectAccessible(document.body);
  });

  it("says aloud that nobody was reached, takes the word of whoever calls back, and lets an authority only be told", async () => {
    shown();
    const authority = screen.getByRole("article", { name: "Calls for CTO" });
    expect(authority.textContent).toContain("Everybody was tried and nobody was reached");
    await fireEvent.click(within(authority).getByRole("button", { name: /Called back.*Jonas Lindqvist/ }));
    expect(within(authority).queryByRole("button", { name: "Takes it" })).toBeNull();
    await fireEvent.click(within(authority).getByRole("button", { name: "Told" }));
    await waitFor(() => expect(last()).toMatchObject({ sheet: "call-cto", call: "0", outcome: "told" }));
  });

  it("says what is to be done where a level has messages alone and nobody has them", () => {
    const words = "It is not known that any message arrived. Tell them by hand: ada@example.org.";
    shown([{ ...calls(at)[0]!, calls: [], by_hand: words }]);
    expect(screen.getByRole("article", { name: "Calls for L3" }).textContent).toContain(words);
  });

  it("asks nothing after the sheet of the asked call vanished, until somebody chooses", async () => {
    const [first, other] = calls(at);
    const next = { ...first!, id: "call-l4", level: "L4" };
    const props = { incident: "inc-2041", now: Date.parse(at("14:47")), zone: "Europe/Berlin" };
    const { rerender } = render(CallsSection, { ...props, sheets: [first!, next, other!] });
    expect(screen.getAllByRole("group", { name: /What came of/ })).toHaveLength(1);
    await rerender({ ...props, sheets: [next, other!] });
    expect(screen.queryByRole("group", { name: /What came of/ })).toBeNull();
    await fireEvent.click(screen.getByRole("button", { name: /What came of it.*Kim Ji-woo/ }));
    await fireEvent.click(screen.getByRole("button", { name: "Takes it" }));
    await waitFor(() => expect(last()).toMatchObject({ sheet: "call-l4", call: "1", outcome: "acknowledged" }));
  });

  it("moves the focus to the note of the next call after an outcome, and keeps the place when nobody is left", async () => {
    const [first] = calls(at);
    const props = { incident: "inc-2041", now: Date.parse(at("14:47")), zone: "Europe/Berlin" };
    const { rerender } = render(CallsSection, { ...props, sheets: [first!] });
    const button = screen.getByRole("button", { name: "No answer" });
    button.focus();
    await fireEvent.click(button);
    await waitFor(() => expect(last()).toMatchObject({ call: "1" }));
    const tried = { ...first!, calls: first!.calls.map((call) => (call.id === "1" ? { ...call, state: "tried" } : call.id === "2" ? { ...call, state: "open" } : call)) };
    await rerender({ ...props, sheets: [tried] });
    await waitFor(() => expect((document.activeElement as HTMLInputElement).tagName).toBe("INPUT"));
    await fireEvent.click(screen.getByRole("button", { name: "Takes it" }));
    await rerender({ ...props, sheets: [] });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("group", { name: "Nobody is to be called now" })));
  });

  it("says of what was due before a restore that nothing was sent, and sends it with one key", async () => {
    const [first] = calls(at);
    shown([{ ...first!, is_held: true }]);
    const article = screen.getByRole("article", { name: "Calls for L3" });
    expect(article.textContent).toContain("Due before the restore, not sent again");
    await fireEvent.click(within(article).getByRole("button", { name: /Send now/ }));
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ intent: "change_level", level: "L3", change: "raise", clock: "functional" }));
    await expectAccessible(document.body);
  });

  it("takes no room while nobody is to be called", () => {
    shown([]);
    expect(screen.queryByText("Call now")).toBeNull();
  });
});
