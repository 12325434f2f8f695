import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { resetPeople } from "../../dev/people";
import { fileDrop } from "../backend";
import { intents } from "../../dev/transport";
import { expectAccessible } from "../components/axe";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

beforeEach(() => {
  intents.length = 0;
  resetPeople();
  route.go({ view: "people" });
});

async function open(name: RegExp): Promise<HTMLElement> {
  await fireEvent.click(await screen.findByRole("link", { name }));
  return screen.findByRole("complementary", { name: /Kim Ji-woo/ });
}

describe("the people", () => {
  it("are filtered, and a card says who they are and where they are used", { timeout: 60_000 }, async () => {
    render(App);
    const list = await screen.findByRole("list", { name: "People" });
    const all = within(list).getAllByRole("listitem").length;
    await fireEvent.change(screen.getByRole("combobox", { name: "Skill" }), { target: { value: "Payments" } });
    await waitFor(() => expect(within(screen.getByRole("list", { name: "People" })).getAllByRole("listitem").length).toBeLessThan(all));
    await fireEvent.click(screen.getByRole("button", { name: "Show all" }));
    const card = await open(/^KJ|Kim Ji-woo/);
    expect(await within(card).findByText(/22:47/)).toBeTruthy();
    expect(within(card).getByText(/Nobody stands in for them/)).toBeTruthy();
    expect(await within(card).findByText("written by hand")).toBeTruthy();
    expect(within(card).getByText("holds Operations Lead")).toBeTruthy();
    await expectAccessible(document.body);
    await fireEvent.click(within(card).getByRole("button", { name: "Link it" }));
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ intent: "people", what: "link", paths: ["/header/prepared_by"] }));
    await fireEvent.click(within(card).getByRole("button", { name: "INC-2041 Checkout fails" }));
    expect(route.place).toEqual({ view: "board" });
  });

  it("are changed in place, refused with a sentence, and confirmed", { timeout: 60_000 }, async () => {
    render(App);
    const card = await open(/Kim Ji-woo/);
    await fireEvent.click(await within(card).findByRole("button", { name: /^Change Time zone/ }));
    const field = within(card).getByRole("textbox", { name: "Time zone" });
    await fireEvent.input(field, { target: { value: "Nowhere" } });
    await fireEvent.keyDown(field, { key: "Enter" });
    expect(await within(card).findByText(/“Nowhere” is not a time zone/)).toBeTruthy();
    await fireEvent.input(field, { target: { value: "Asia/Tokyo" } });
    await fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ what: "set", key: "zone", values: ["Asia/Tokyo"] }));
    await fireEvent.click(within(card).getByRole("button", { name: /^Change Titles/ }));
    const titles = within(card).getByRole("textbox", { name: "Titles" });
    await fireEvent.input(titles, { target: { value: "Lead, payments\nDeputy" } });
    await fireEvent.click(within(card).getByRole("button", { name: /^Save/ }));
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ key: "titles", values: ["Lead, payments", "Deputy"] }));
    await fireEvent.click(within(card).getByRole("button", { name: "Confirm today" }));
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ what: "confirm" }));
    await fireEvent.click(within(card).getByRole("button", { name: "Close the card" }));
    expect(route.place).toEqual({ view: "people" });
  });

  it("come in with a file after it was looked at, and doubles are merged by a person", { timeout: 60_000 }, async () => {
    render(App);
    await screen.findByRole("list", { name: "People" });
    const input = screen.getByLabelText("File of people");
    await fireEvent.change(input, { target: { files: [new File(["BEGIN:VCARD"], "team.vcf")] } });
    const shown = await screen.findByRole("region", { name: "Import of people" });
    expect(await within(shown).findByText(/1 photo was left out/)).toBeTruthy();
    expect(intents).toEqual([]);
    await expectAccessible(document.body);
    await fireEvent.change(within(shown).getByRole("combobox", { name: "What to do with Kim Ji-woo, line 8" }), { target: { value: "person-kim" } });
    await fireEvent.click(await within(shown).findByRole("button", { name: "Import 2 people" }));
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ what: "import", seal: "seal", choices: { 1: "person-kim" } }));
    await fireEvent.click(await screen.findByRole("button", { name: /^Undo/ }));
    await waitFor(() => expect(intents.at(-1)).toEqual({ intent: "people", what: "take_back", import: "import-1" }));
    await fireEvent.click(screen.getByRole("button", { name: "Doubles" }));
    const doubles = await screen.findByRole("region", { name: "People who may be there twice" });
    await fireEvent.click(await within(doubles).findByRole("button", { name: /^Merge into/ }));
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ what: "merge" }));
  });

  it("come in with a file that is dropped on the list, read by the shell where it lies", { timeout: 60_000 }, async () => {
    render(App);
    const list = await screen.findByRole("list", { name: "People" });
    list.dispatchEvent(new CustomEvent(fileDrop, { bubbles: true, detail: { paths: ["/home/kim/team.vcf", "/home/kim/more.vcf"], x: 0, y: 0 } }));
    const shown = await screen.findByRole("region", { name: "Import of people" });
    expect(screen.getByText(/Only the first of these files was taken/)).toBeTruthy();
    await fireEvent.click(await within(shown).findByRole("button", { name: /^Import \d+ p/ }));
    await waitFor(() => expect(intents.at(-1)).toMatchObject({ what: "import", file: { file_name: "team.vcf", base64: "", path: "/home/kim/team.vcf" } }));
  });
});
