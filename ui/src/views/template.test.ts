import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { fillDelivery } from "../../dev/outbox";
import { intents, transport } from "../../dev/transport";
import { cache } from "../backend";
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
const plain = "As of 14:47 CET it works, staff may say. Next update by 15:17 CET.";

beforeEach(async () => {
  intents.length = 0;
  vi.restoreAllMocks();
  fillDelivery("full");
  await cache.channels.load();
  Element.prototype.scrollIntoView = () => {};
});

describe("a template under the hands of somebody", () => {
  it("leaves the caret at its words when an untouched template is filled anew", { timeout: 60_000 }, async () => {
    const field = await write();
    await within(findings()).findByText("Jargon: “its intermediate”");
    const query = transport.query;
    vi.spyOn(transport, "query").mockImplementation(async (asked) => {
      const answer = await query(asked);
      if (answer.answer !== "message") return answer;
      return { ...answer, value: { ...answer.value, template: answer.value.template.replace("As of 14:47 CET.", "As of 14:48 CET, in short.") } };
    });
    field.focus();
    const at = field.value.indexOf("Release 4.2");
    field.setSelectionRange(at, at);
    await fireEvent.input(screen.getByLabelText("Next update promised"), { target: { value: "15:17" } });
    await waitFor(() => expect(field.value).toContain("14:48 CET, in short"));
    expect(field.value.slice(field.selectionStart).startsWith("Release 4.2")).toBe(true);
  });

  it("is typed over as a whole, whatever the template says meanwhile", { timeout: 60_000 }, async () => {
    const field = await write();
    await within(findings()).findByText("Jargon: “its intermediate”");
    const query = transport.query;
    let minute = 47;
    vi.spyOn(transport, "query").mockImplementation(async (asked) => {
      const answer = await query(asked);
      if (answer.answer !== "message") return answer;
      return { ...answer, value: { ...answer.value, template: answer.value.template.replace("14:47", `14:${minute}`) } };
    });
    field.focus();
    field.select();
    minute = 48;
    await fireEvent.input(screen.getByLabelText("Next update promised"), { target: { value: "15:17" } });
    await new Promise((done) => setTimeout(done, 400));
    expect([field.selectionStart, field.selectionEnd], "what is selected stays selected").toEqual([0, field.value.length]);
    expect(field.value, "and is not changed under the hands").toContain("As of 14:47 CET");
    field.setRangeText(plain, field.selectionStart, field.selectionEnd, "end");
    await fireEvent.input(field);
    await new Promise((done) => setTimeout(done, 400));
    expect(field.value).toBe(plain);
  });

  it("does not go out with a variable that nobody filled", { timeout: 60_000 }, async () => {
    const field = await write();
    await type(field, `Since 13:58 {{impact}}. ${plain}`);
    await fireEvent.click(within(await screen.findByRole("group", { name: "Send by" })).getByRole("checkbox", { name: "Incident mail" }));
    await fireEvent.click(await screen.findByRole("button", { name: /^Send to/ }));
    expect(await screen.findByText(/Nothing fills {{impact}}\. Nothing was sent, and the text is kept/)).toBeTruthy();
    expect(intents.filter((each) => each.intent === "send_update")).toEqual([]);
    expect(field.value).toContain("{{impact}}");
  });
});
