import { fireEvent, render, screen, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../components/axe";
import type { Intent } from "../../generated/Intent";

let sent: Intent[] = [];
let refusal: string | null = null;

vi.mock("../../backend/transport", () => ({
  transport: {
    query: async (query: { query: string; person?: string }) => {
      if (query.person !== "p1") throw { code: "not_found", message: "The directory knows no such person. Nothing was changed", details: [] };
      return { answer: "personal", value: { of: "person", value: { person: "p1", name: "Kim Ji-woo", goes: ["The person’s own page"], stays: ["The log and the histories of documents"] } } };
    },
    intent: async (intent: Intent) => {
      sent.push(intent);
      if (refusal) throw { code: "not_saved", message: refusal, details: [] };
      return { saved_at: "2026-03-13T12:00:00Z", heads: [], ids: [], can_undo: false, can_redo: false, remarks: ["The person was erased", "2 backups made before still hold the person"] };
    },
    events: async () => () => {},
  },
}));

const { default: ErasePerson } = await import("./ErasePerson.svelte");

beforeEach(() => {
  sent = [];
  refusal = null;
});

describe("erasing a person", () => {
  it("says what goes and what stays, asks for a reason, and tells of older backups", async () => {
    render(ErasePerson, { person: "p1", onclose: () => {} });
    const dialog = await screen.findByRole("dialog", { name: "Erase Kim Ji-woo" });
    expect(within(dialog).getByText("The log and the histories of documents")).toBeTruthy();
    await expectAccessible(dialog);
    const erase = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Erase for good" });
    expect(erase.disabled).toBe(true);
    await fireEvent.input(within(dialog).getByLabelText("Why"), { target: { value: "They asked for it" } });
    refusal = "The disk is full. Nothing was erased";
    await fireEvent.submit(within(dialog).getByRole("form"));
    await within(dialog).findByText(refusal);
    expect(within(dialog).getByLabelText<HTMLInputElement>("Why").value).toBe("They asked for it");
    refusal = null;
    await fireEvent.submit(within(dialog).getByRole("form"));
    await within(dialog).findByText("2 backups made before still hold the person");
    expect(sent.at(-1)).toEqual({ intent: "personal", act: "erase_person", person: "p1", reason: "They asked for it" });
    expect(within(dialog).getByRole("button", { name: "Close" })).toBeTruthy();
  });

  it("says that the person is not there any more", async () => {
    render(ErasePerson, { person: "p9", onclose: () => {} });
    await screen.findByText(/knows no such person/);
    expect(screen.queryByRole("button", { name: "Erase for good" })).toBeNull();
  });
});
