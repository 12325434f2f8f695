import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { keptMessages } from "../../dev/message";
import { intents, transport } from "../../dev/transport";
import { cache } from "../backend";
import { expectAccessible } from "../components/axe";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

/** The message to executives, with its template in the field. */
async function write(): Promise<HTMLTextAreaElement> {
  route.go({ view: "comms", audience: "audience-Executives" });
  render(App);
  return (await screen.findByDisplayValue(/As of 14:47 CET/)) as HTMLTextAreaElement;
}

const findings = (): HTMLElement => screen.getByRole("region", { name: "Findings of the text" });
const type = (field: HTMLTextAreaElement, value: string): Promise<boolean> => fireEvent.input(field, { target: { value } });
/** Another text each time, so that nothing of one test is kept for the next. */
const plain = "As of 14:47 CET it works, staff may say. Next update by 15:17 CET.";

beforeEach(async () => {
  intents.length = 0;
  keptMessages.clear();
  vi.restoreAllMocks();
  Element.prototype.scrollIntoView = () => {};
});

describe("a message while it is written", () => {
  it("begins with its template, has names and roles, and says what was found", { timeout: 30_000 }, async () => {
    const field = await write();
    expect(await within(findings()).findByText("Jargon: “its intermediate”")).toBeTruthy();
    expect(within(findings()).getByText(/checks pass/)).toBeTruthy();
    expect(within(findings()).getByRole("status").textContent).toBe("2 warnings. Jargon: “its intermediate”.");
    expect(field.getAttribute("aria-describedby")).toBe(findings().id);
    expect([...document.querySelectorAll("mark")].map((mark) => mark.textContent)).toContain("its intermediate");
    await expectAccessible(document.body);
  });

  it("keeps what is typed while it is checked, and marks stay at their words", { timeout: 30_000 }, async () => {
    const field = await write();
    await within(findings()).findByText("Jargon: “its intermediate”");
    const typed = `News first.\n${field.value}`;
    await type(field, typed);
    const marks = (): (string | null)[] => [...document.querySelectorAll("mark.warning")].map((mark) => mark.textContent);
    expect(marks(), "at once, before it is read again").toEqual(["its intermediate"]);
    await new Promise((done) => setTimeout(done, 400));
    expect(field.value).toBe(typed);
    expect(marks()).toEqual(["its intermediate"]);
  });

  it("goes to a finding, mends it, and takes the promise from the text", { timeout: 30_000 }, async () => {
    const field = await write();
    await type(field, `Its cause: its intermediate. ${plain}`);
    const item = await within(findings()).findByRole("button", { name: "Jargon: “its intermediate”" });
    await fireEvent.click(item);
    expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe("its intermediate");
    await fireEvent.keyDown(field, { key: "Enter", altKey: true });
    await waitFor(() => expect(field.value).toContain("a file that Harbourline needs to trust it"));
    expect(await screen.findByText("Nothing was found. Somebody still has to read it.")).toBeTruthy();
    expect(screen.getByText(/15:17 CET, as the text says/)).toBeTruthy();
  });

  it("goes through the findings with F8 in both directions", { timeout: 30_000 }, async () => {
    const field = await write();
    await type(field, `its intermediate and SEV2. ${plain}`);
    await within(findings()).findByRole("button", { name: /SEV2/ });
    const selected = (): string => field.value.slice(field.selectionStart, field.selectionEnd);
    field.setSelectionRange(0, 0);
    await fireEvent.keyDown(field, { key: "F8" });
    expect(selected()).toBe("SEV2");
    await fireEvent.keyDown(field, { key: "F8", shiftKey: true });
    expect(selected()).toBe("its intermediate");
  });

  it("goes out with an error only when somebody says why", { timeout: 30_000 }, async () => {
    const field = await write();
    await type(field, "db-01 is back.");
    await fireEvent.click(screen.getByRole("button", { name: /Record as sent/ }));
    const despite = await screen.findByRole("form", { name: "Record with errors" });
    expect(within(despite).getByRole("alert").textContent).toContain("2 errors are open (C1, C5)");
    expect(intents).toEqual([]);
    const anyway = within(despite).getByRole("button", { name: "Record it all the same" }) as HTMLButtonElement;
    expect(anyway.disabled).toBe(true);
    await fireEvent.input(within(despite).getByLabelText("Why"), { target: { value: "It was read out" } });
    await fireEvent.click(anyway);
    await waitFor(() => expect(intents[0]).toMatchObject({ intent: "record_update", body: "db-01 is back.", despite: "It was read out" }));
  });

  it("is recorded without a question where nothing is wrong, and also when it cannot be checked", { timeout: 30_000 }, async () => {
    const field = await write();
    await type(field, plain);
    await screen.findByText("Nothing was found. Somebody still has to read it.");
    vi.spyOn(transport, "query").mockRejectedValue({ code: "failed", message: "The data folder is gone.", details: [] });
    await type(field, `${plain} Thank you.`);
    expect(await within(findings()).findByText(/The text was not checked: The data folder is gone/)).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: /Record as sent/ }));
    await waitFor(() => expect(intents[0]).toMatchObject({ intent: "record_update", body: `${plain} Thank you.`, despite: "" }));
  });

  it("says at its place that a promise is no moment", { timeout: 30_000 }, async () => {
    await write();
    const next = screen.getByLabelText("Next update promised");
    await fireEvent.input(next, { target: { value: "soon" } });
    expect(await screen.findByText(/is not a moment in time/)).toBeTruthy();
    expect(next.getAttribute("aria-invalid")).toBe("true");
  });

  it("keeps a text that was not sent when another screen is looked at", { timeout: 30_000 }, async () => {
    const field = await write();
    await type(field, `Half a sentence. ${plain}`);
    route.go({ view: "board" });
    await screen.findByRole("region", { name: "Next updates" });
    route.go({ view: "comms", audience: "audience-Executives" });
    expect(await screen.findByDisplayValue(/Half a sentence/)).toBeTruthy();
  });

  it("keeps what is typed when somebody else sends an update of that audience", { timeout: 30_000 }, async () => {
    const field = await write();
    await type(field, `While you type. ${plain}`);
    const query = transport.query;
    vi.spyOn(transport, "query").mockImplementation(async (asked) => {
      const answer = await query(asked);
      if (answer.answer !== "board") return answer;
      return { ...answer, value: { ...answer.value, updates: answer.value.updates.map((u) => (u.name === "Executives" ? { ...u, number: 3 } : u)) } };
    });
    await cache.board.load();
    expect(await screen.findByRole("heading", { name: "Executives, update 3" })).toBeTruthy();
    expect(await screen.findByDisplayValue(/While you type/)).toBe(field);
  });

  it("keeps a text of one's own when another stage is chosen, and takes the template when asked", { timeout: 30_000 }, async () => {
    const field = (await (async () => {
      route.go({ view: "comms", audience: "audience-Partners" });
      render(App);
      return screen.findByDisplayValue(/As of 14:47 CET/);
    })()) as HTMLTextAreaElement;
    await type(field, `My own words. ${plain}`);
    await fireEvent.change(screen.getByLabelText("Stage of the message"), { target: { value: "monitoring" } });
    expect(field.value).toContain("My own words");
    await fireEvent.click(await screen.findByRole("button", { name: "Take the template Monitoring instead" }));
    await waitFor(() => expect(field.value).toContain("the repair is in place"));
  });

  it("finds what was written before the window was opened, with its stage and promise", { timeout: 30_000 }, async () => {
    keptMessages.set("audience-Customers (all)", { text: "Half a message from before.", next: "in 45 min", stage: "monitoring", subject: "" });
    route.go({ view: "comms", audience: "audience-Customers (all)" });
    render(App);
    const field = (await screen.findByDisplayValue("Half a message from before.")) as HTMLTextAreaElement;
    expect((screen.getByLabelText("Stage of the message") as HTMLSelectElement).value).toBe("monitoring");
    expect((screen.getByLabelText("Next update promised") as HTMLInputElement).value).toBe("in 45 min");
    await type(field, "Half a message from before, and more.");
    await waitFor(() => expect(keptMessages.get("audience-Customers (all)")?.text).toBe("Half a message from before, and more."));
  });

  it("says that a text is on the screen alone when it cannot be kept", { timeout: 30_000 }, async () => {
    const field = await write();
    vi.spyOn(transport, "intent").mockRejectedValue({ code: "not_saved", message: "The disk is full.", details: [] });
    await type(field, `Nowhere else. ${plain}`);
    expect(await screen.findByText(/What you type is on this screen only, it could not be kept: The disk is full/)).toBeTruthy();
  });

  it("drops a check that was overtaken by another", { timeout: 30_000 }, async () => {
    const field = await write();
    await screen.findByRole("region", { name: "Findings of the text" });
    const query = transport.query;
    let release = (): void => {};
    const held = new Promise<void>((done) => (release = done));
    vi.spyOn(transport, "query").mockImplementation(async (asked) => {
      if (asked.query === "message" && asked.text.startsWith("SEV2")) await held;
      return query(asked);
    });
    await type(field, `SEV2. ${plain}`);
    await new Promise((done) => setTimeout(done, 400));
    await type(field, plain);
    await new Promise((done) => setTimeout(done, 400));
    expect(screen.getByText("Nothing was found. Somebody still has to read it.")).toBeTruthy();
    release();
    await new Promise((done) => setTimeout(done, 50));
    expect(screen.queryByText(/The text says SEV2/)).toBeNull();
  });

  it("keeps the stage that was chosen beside an untouched template", { timeout: 30_000 }, async () => {
    await write();
    keptMessages.clear();
    await fireEvent.change(screen.getByLabelText("Stage of the message"), { target: { value: "monitoring" } });
    await waitFor(() => expect([...keptMessages.values()]).toContainEqual(expect.objectContaining({ stage: "monitoring" })));
  });
});
