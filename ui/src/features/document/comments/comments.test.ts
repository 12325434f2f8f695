import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { changeComments, comment, commentsIn, noComments } from "../../../../dev/comments";
import { expectAccessible } from "../../../components/axe";
import type { Intent } from "../../../generated/Intent";
import { commands } from "../../../session/commands.svelte";
import { blockOf, column, openDocument, section } from "../fixtures";

const open = openDocument({
  o: { ...section("Objectives", "prose", blockOf({}, [])), block: { text: "Roll back the gateway by half past." } },
  t: section("Actions", "table", blockOf({ t: column("Task", "text") }, [["Call the vendor"], ["Tell support"]])),
});
let sent: Intent[] = [];
let refusal: string | null = null;

vi.mock("../../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string; document: string }) => {
      if (query.query === "document") return { answer: "document", value: structuredClone(open) };
      if (query.query === "comments") return { answer: "comments", value: commentsIn(query.document) };
      if (query.query === "directory") return { answer: "directory", value: { entries: [] } };
      throw { code: "not_found", message: "not in this test", details: [] };
    },
    intent: async (intent: Intent) => {
      if (refusal) throw { code: "invalid", message: refusal, details: [] };
      sent.push(intent);
      changeComments(intent, "14:47", "Mai");
      return { saved_at: "2026-03-11T13:47:12Z", heads: ["h"], ids: [], can_undo: false, can_redo: false, remarks: [] };
    },
    events: async () => () => {},
    openLink: async () => {},
  },
}));

const { default: DocumentView } = await import("../DocumentView.svelte");
const panel = (): HTMLElement => screen.getByRole("complementary", { name: "About this document" });

beforeEach(() => {
  sent = [];
  refusal = null;
  noComments();
  Element.prototype.scrollIntoView = () => {};
});

describe("comments", () => {
  it("are answered, resolved and opened again beside their place", { timeout: 60_000 }, async () => {
    comment("d", { section: "o", place: "1 Objectives", quote: "by half past" }, ["14:31", "Tomás Herrera", "Which half past?"]);
    comment("d", { section: "t", place: "2 Actions", standing: "gone" }, ["14:20", "Ada", "Who?"], ["14:21", "Bo", "", "resolved"]);
    render(DocumentView, { document: "d" });
    await fireEvent.click(await screen.findByRole("button", { name: "1 open comment on Objectives" }));
    // The words stand marked where they are read, until it is settled.
    expect([...document.querySelectorAll(".prose .commented")].map((mark) => mark.textContent)).toEqual(["by half past"]);
    const thread = await within(panel()).findByRole("article", { name: "Comment on 1 Objectives" });
    expect(within(thread).getByText("by half past")).toBeTruthy();
    await expectAccessible(panel());
    await fireEvent.click(within(thread).getByRole("button", { name: "Answer…" }));
    const field = within(thread).getByLabelText("Answer to Tomás Herrera");
    await waitFor(() => expect(document.activeElement).toBe(field));
    await fireEvent.input(field, { target: { value: " 15:30 " } });
    await fireEvent.keyDown(field, { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(within(thread).getByText("15:30")).toBeTruthy());
    await fireEvent.click(within(thread).getByRole("button", { name: "Resolve" }));
    expect(sent.at(-1)).toMatchObject({ intent: "comment", act: "step", document: "d", comment: "comment-d-1", deed: "resolved", text: "" });
    await waitFor(() => expect(screen.queryByRole("button", { name: "1 open comment on Objectives" })).toBeNull());
    expect(document.querySelector(".prose .commented")).toBeNull();
    expect(within(panel()).getByText(/No open comments\./)).toBeTruthy();
    await fireEvent.click(within(panel()).getByRole("radio", { name: /Resolved/ }));
    expect(within(panel()).getAllByRole("article")).toHaveLength(2);
    expect(within(panel()).getByText("Its place was removed")).toBeTruthy();
    await expectAccessible(panel());
    await fireEvent.click(within(within(panel()).getByRole("article", { name: "Comment on 1 Objectives" })).getByRole("button", { name: "Open again" }));
    await waitFor(() => expect(within(panel()).getByRole("tab", { name: /Comments/ }).textContent).toContain("1"));
  });

  it("go to the section with the focus, and what is typed stays when they are refused", { timeout: 60_000 }, async () => {
    render(DocumentView, { document: "d" });
    const heading = await screen.findByLabelText("Heading of section 2");
    heading.focus();
    expect(commands.run("document.comment")).toBe(true);
    const form = await within(panel()).findByRole("form", { name: "New comment" });
    const field = within(form).getByLabelText("Comment on 2 Actions");
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect((within(form).getByRole("button", { name: /^Comment/ }) as HTMLButtonElement).disabled).toBe(true);
    await fireEvent.input(field, { target: { value: "Too many" } });
    refusal = "That section is not in the document any more. Nothing was written";
    await fireEvent.submit(form);
    await within(panel()).findByText(/Nothing was written/);
    expect((field as HTMLTextAreaElement).value).toBe("Too many");
    refusal = null;
    await fireEvent.keyDown(field, { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(sent.at(-1)).toEqual({ intent: "comment", act: "write", document: "d", section: "t", row: null, column: null, quote: "", text: "Too many" }));
    await waitFor(() => expect(within(panel()).getByText("Too many")).toBeTruthy());
    expect(screen.queryByRole("form", { name: "New comment" })).toBeNull();
  });

  it("are marked at their row", { timeout: 60_000 }, async () => {
    const row = Object.keys(open.content.sections["t"]?.block.rows ?? {})[1] ?? "";
    comment("d", { section: "t", row, place: "2 Actions, row 2" }, ["14:31", "Ada", "Since when?"]);
    render(DocumentView, { document: "d" });
    const handle = await screen.findByRole("rowheader", { name: "Row 2, 1 open comment" });
    await fireEvent.click(within(handle).getByRole("button", { name: "1 open comment on row 2" }));
    expect(await within(panel()).findByText("Since when?")).toBeTruthy();
  });

  it("are resolved and opened again from the palette while they are shown", { timeout: 60_000 }, async () => {
    comment("d", { section: "o", place: "1 Objectives", quote: "by half past" }, ["14:31", "Tomás Herrera", "Which half past?"]);
    render(DocumentView, { document: "d" });
    await fireEvent.click(await screen.findByRole("button", { name: "1 open comment on Objectives" }));
    const named = (): string[] => commands.available.filter((command) => command.id.startsWith("comment.")).map((command) => command.name);
    await waitFor(() => expect(named()).toEqual(["Answer the comment on 1 Objectives, Tomás Herrera…", "Resolve the comment on 1 Objectives, Tomás Herrera"]));
    const run = (name: RegExp): boolean => commands.run(commands.available.find((command) => name.test(command.name))?.id ?? "");
    expect(run(/^Answer the comment/)).toBe(true);
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-label")).toBe("Answer to Tomás Herrera"));
    expect(run(/^Resolve the comment/)).toBe(true);
    await waitFor(() => expect(sent).toContainEqual(expect.objectContaining({ intent: "comment", act: "step", deed: "resolved" })));
    await waitFor(() => expect(named(), "it is not shown any more").toEqual([]));
  });
});
