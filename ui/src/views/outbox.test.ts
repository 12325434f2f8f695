import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { keptMessages } from "../../dev/message";
import { delivery, fillDelivery } from "../../dev/outbox";
import { intents } from "../../dev/transport";
import { cache } from "../backend";
import { expectAccessible } from "../components/axe";
import { addressesIn, looksRight } from "../features/update/sending.svelte";
import { changes } from "../features/update/outbox";
import { commands } from "../session/commands.svelte";
import { route } from "../session/route.svelte";
import App from "./App.svelte";

vi.mock("../backend/transport", () => import("../../dev/transport"));

const type = (field: HTMLElement, value: string): Promise<boolean> => fireEvent.input(field, { target: { value } });
const last = <K extends string>(kind: K): (typeof intents)[number] | undefined => intents.filter((intent) => intent.intent === kind).at(-1);

beforeEach(async () => {
  intents.length = 0;
  keptMessages.clear();
  fillDelivery("full");
  Element.prototype.scrollIntoView = () => {};
  await Promise.all([cache.channels.load(), cache.outbox.load()]);
});

describe("a message that is sent from here", () => {
  it("is set to go out at a time, waits in the queue, and is taken back to be edited", { timeout: 60_000 }, async () => {
    route.go({ view: "comms", audience: "audience-Executives" });
    render(App);
    const field = await screen.findByDisplayValue(/As of 14:47 CET/);
    const text = "As of 15:07 CET it works, staff may say. Next update by 15:37 CET.";
    await type(field, text);
    await fireEvent.click(within(await screen.findByRole("group", { name: "Send by" })).getByRole("checkbox", { name: "Incident mail" }));
    const when = await screen.findByRole("textbox", { name: "Goes out" });
    await type(when, "soon");
    await screen.findByText(/“soon” is not a moment/);
    await fireEvent.click(screen.getByRole("button", { name: /^Set it for/ }));
    expect(last("send_update"), "nothing is set for a moment that is none").toBeUndefined();
    await type(when, "15:07");
    await screen.findByText(/2026-03-11 15:07 Europe\/Berlin, in /);
    await fireEvent.click(screen.getByRole("button", { name: /^Set it for/ }));
    await waitFor(() => expect(last("send_update")).toMatchObject({ at: "15:07", body: text }));
    const set = await screen.findByRole("article", { name: "Update 2 to Executives, set to go out" });
    await expectAccessible(set);
    expect(screen.getByRole("heading", { name: /Set to go out/ })).toBeTruthy();
    await fireEvent.click(within(set).getByRole("button", { name: "Take it back and edit" }));
    expect(await screen.findByDisplayValue(text)).toBeTruthy();
    expect(last("cancel_scheduled")).toMatchObject({ update: "set-1", edit: true });
  });

  it("is recorded by hand unless a channel is chosen, and shows whom it goes to before it leaves", { timeout: 60_000 }, async () => {
    route.go({ view: "comms", audience: "audience-Executives" });
    render(App);
    const field = await screen.findByDisplayValue(/As of 14:47 CET/);
    await type(field, "As of 14:47 CET it works, staff may say. Next update by 15:17 CET.");
    const by = await screen.findByRole("group", { name: "Send by" });
    const hand = within(by).getByRole("checkbox", { name: "By hand, recorded here" }) as HTMLInputElement;
    expect(hand.checked).toBe(true);
    expect(screen.getByRole("button", { name: /Record as sent/ })).toBeTruthy();
    await fireEvent.click(within(by).getByRole("checkbox", { name: "Incident mail" }));
    expect(hand.checked).toBe(false);
    const to = await screen.findByRole("list", { name: "Whom the update to Executives goes to" });
    await within(to).findByText(/ingrid.solberg@northwind.example/);
    expect(screen.getByText(/no e-mail address of Rafael Ortiz/)).toBeTruthy();
    await expectAccessible(document.body);
    for (const button of within(to).getAllByRole("button").slice(1)) await fireEvent.click(button);
    const another = screen.getByRole("textbox", { name: "Another address" });
    await type(another, "not an address");
    await fireEvent.keyDown(another, { key: "Enter" });
    await fireEvent.click(screen.getByRole("button", { name: /Send to 2/ }));
    expect((await screen.findByRole("alert")).textContent).toContain("“not an address” is not an e-mail address");
    expect(last("send_update")).toBeUndefined();
    await fireEvent.click(screen.getByRole("button", { name: "Do not send to not an address" }));
    await fireEvent.click(within(by).getByRole("checkbox", { name: "Executive room" }));
    await fireEvent.click(screen.getByRole("button", { name: /Send to 2/ }));
    await waitFor(() => expect(last("send_update")).toBeTruthy());
    expect(last("send_update")).toMatchObject({
      audience: "audience-Executives",
      to: [
        { channel: "mail", recipients: ["ingrid.solberg@northwind.example"] },
        { channel: "chat", recipients: [] },
      ],
    });
    expect(await screen.findByRole("article", { name: "Update 2 to Executives, in the outbox" })).toBeTruthy();
  });
});

describe("the outbox", () => {
  it("shows what asks for a person first, and what a person can do", { timeout: 60_000 }, async () => {
    route.go({ view: "comms" });
    render(App);
    const list = await screen.findByRole("region", { name: /In the outbox/ });
    expect(screen.getByRole("button", { name: "Comms, 3 waiting" }), "one overdue, one uncertain, one refused").toBeTruthy();
    const names = within(list).getAllByRole("button");
    expect(names[0]?.textContent).toContain("may not have arrived");
    await fireEvent.click(names[0] as HTMLElement);
    const messages = within(await screen.findByRole("list", { name: "Messages of this update" })).getAllByRole("listitem");
    await expectAccessible(document.body);
    const uncertain = messages.find((each) => each.textContent?.includes("Did it arrive?")) as HTMLElement;
    await fireEvent.click(within(uncertain).getByRole("button", { name: "It arrived: mark as sent" }));
    await waitFor(() => expect(last("change_delivery")).toMatchObject({ delivery: "d-3", change: "mark_sent" }));
    const refused = screen.getAllByRole("listitem").find((each) => each.textContent?.includes("550 5.1.1")) as HTMLElement;
    await fireEvent.click(within(refused).getByRole("button", { name: "Give up…" }));
    await fireEvent.click(within(refused).getByRole("button", { name: "Give up…" }));
    expect(within(refused).queryByRole("textbox", { name: "Why" })).toBeNull();
    const offered = commands.available.filter((command) => command.id.startsWith("outbox.d-4.")).map((command) => command.name);
    expect(offered, "the palette has the same").toEqual(["Send again: rafael.ortiz@nowhere.example", "Mark as sent: rafael.ortiz@nowhere.example", "Give up: rafael.ortiz@nowhere.example…"]);
    commands.run("outbox.d-4.give_up");
    const why = await within(refused).findByRole("textbox", { name: "Why" });
    expect((within(refused).getByRole("button", { name: "Give it up" }) as HTMLButtonElement).disabled).toBe(true);
    await type(why, "He was on the bridge");
    await fireEvent.click(within(refused).getByRole("button", { name: "Give it up" }));
    await waitFor(() => expect(last("change_delivery")).toMatchObject({ delivery: "d-4", change: "give_up", reason: "He was on the bridge" }));
  });

  it("says aloud only what ended or asks for a person", () => {
    const before = structuredClone(delivery.outbox);
    const after = structuredClone(before);
    expect(changes(null, after)).toBe("");
    expect(changes(before, after)).toBe("");
    const row = (id: string): (typeof after.updates)[number]["rows"][number] | undefined => after.updates.flatMap((update) => update.rows).find((each) => each.id === id);
    Object.assign(row("d-6") ?? {}, { state: "sent" });
    Object.assign(row("d-5") ?? {}, { state: "sending" });
    expect(changes(before, after)).toBe("Executives, update 2, Executive room: sent");
  });
});

describe("channels in the settings", () => {
  it("are added, edited, tried and removed, and say where what is secret is kept", { timeout: 60_000 }, async () => {
    route.go({ view: "settings" });
    render(App);
    const section = await screen.findByRole("region", { name: "Delivery" });
    expect(within(section).getByText(/Its password is missing/)).toBeTruthy();
    expect(within(section).getByText(/no keychain that answers/)).toBeTruthy();
    await fireEvent.click(within(section).getByRole("button", { name: "Add a channel" }));
    const form = await within(section).findByRole("form", { name: "New channel" });
    await expectAccessible(document.body);
    await type(within(form).getByRole("textbox", { name: "Name" }), "Night desk");
    await type(within(form).getByRole("textbox", { name: "From" }), "desk@example.org");
    await type(within(form).getByRole("textbox", { name: "Mail server" }), "smtp.example.org");
    await fireEvent.change(within(form).getByRole("combobox", { name: "Connection" }), { target: { value: "start_tls" } });
    expect((within(form).getByRole("textbox", { name: "Port" }) as HTMLInputElement).value).toBe("587");
    await type(within(form).getByRole("textbox", { name: "Sign in as" }), "desk");
    await type(within(form).getByLabelText("Password"), "very-secret");
    await fireEvent.click(within(form).getByRole("button", { name: "Add the channel" }));
    await waitFor(() => expect(last("save_channel")).toMatchObject({ channel: { name: "Night desk", way: { kind: "mail", port: 587 } }, secret: "very-secret" }));
    await within(section).findByText("Night desk");
    await fireEvent.click(within(section).getByRole("button", { name: "Try Night desk" }));
    expect((await within(section).findByText(/took the password/)).getAttribute("role")).toBe("status");
    await fireEvent.click(within(section).getByRole("button", { name: "Edit Executive room" }));
    const edit = await within(section).findByRole("form", { name: "Channel Executive room" });
    await fireEvent.keyDown(within(edit).getByRole("textbox", { name: "Name" }), { key: "Escape" });
    expect(within(section).queryByRole("form", { name: "Channel Executive room" })).toBeNull();
    await fireEvent.click(within(section).getByRole("button", { name: "Remove Night desk" }));
    await fireEvent.click(within(section).getByRole("button", { name: "Remove it" }));
    await waitFor(() => expect(last("remove_channel")).toBeTruthy());
  });
});

describe("addresses that are typed or pasted", () => {
  it("come one a line or between commas, with or without a name", () => {
    expect(addressesIn('Ana Lima <ana@example.org>, bo@example.org;\n"Ek, Cy" <cy@example.org>\n').map((each) => each.address)).toEqual(["ana@example.org", "bo@example.org", '"Ek', "cy@example.org"]);
    expect(addressesIn("  ")).toEqual([]);
    expect(looksRight("ana@example.org") && !looksRight("ana") && !looksRight("a b@c") && !looksRight("a@b,c@d")).toBe(true);
  });
});
