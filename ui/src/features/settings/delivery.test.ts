import { fireEvent, render, screen, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { delivery, fillDelivery } from "../../../dev/outbox";
import { cache } from "../../backend";
import { transport } from "../../backend/transport";
import { expectAccessible } from "../../components/axe";
import Delivery from "./Delivery.svelte";

vi.mock("../../backend/transport", () => import("../../../dev/transport"));

async function show(): Promise<HTMLElement> {
  await cache.channels.load();
  render(Delivery);
  return screen.findByRole("region", { name: "Delivery" });
}

beforeEach(() => {
  vi.restoreAllMocks();
  fillDelivery("typical");
});

describe("the channels of the settings", () => {
  it("say of what is kept behind a lock that it cannot be read now", async () => {
    const [mail, chat] = delivery.channels.channels;
    if (!mail || !chat) throw new Error("two channels");
    const open = { ...mail, channel: { ...mail.channel, id: "open", name: "Relay", way: { ...mail.channel.way, user: "" } } } as typeof mail;
    delivery.channels.channels = [mail, chat, open].map((row) => ({ ...row, secret: "unknown" }));
    const section = await show();
    const rows = within(within(section).getByRole("list", { name: "Channels that send" })).getAllByRole("listitem");
    expect(rows[0]?.textContent).toContain("Its password cannot be read now: unlock the keychain or give the passphrase.");
    expect(rows[1]?.textContent).toContain("Its address cannot be read now: unlock the keychain or give the passphrase.");
    expect(rows[2]?.textContent).not.toContain("cannot be read");
    await expectAccessible(section);
  });

  it("say once that there is no keychain, also while one is set up", async () => {
    fillDelivery("full");
    const section = await show();
    expect(within(section).getAllByText(/no keychain that answers/)).toHaveLength(1);
    await fireEvent.click(within(section).getByRole("button", { name: "Add a channel" }));
    await within(section).findByRole("form", { name: "New channel" });
    expect(within(section).getAllByText(/no keychain that answers/)).toHaveLength(1);
  });

  it("say when a channel is removed and its password is not", async () => {
    const remark = "Its password could not be removed: the keychain of the system cannot be used.";
    const send = transport.intent.bind(transport);
    vi.spyOn(transport, "intent").mockImplementation(async (intent) => {
      const outcome = await send(intent);
      return intent.intent === "remove_channel" && intent.channel === "mail" ? { ...outcome, remarks: [remark] } : outcome;
    });
    const section = await show();
    await fireEvent.click(within(section).getByRole("button", { name: "Remove Incident mail" }));
    await fireEvent.click(within(section).getByRole("button", { name: "Remove it" }));
    expect((await within(section).findByRole("alert")).textContent.trim()).toBe(`“Incident mail” is removed. ${remark}`);
    await fireEvent.click(within(section).getByRole("button", { name: "Remove Executive room" }));
    await fireEvent.click(within(section).getByRole("button", { name: "Remove it" }));
    expect((await within(section).findByRole("status")).textContent.trim()).toBe("“Executive room” is removed.");
    expect(within(section).queryByRole("alert")).toBeNull();
  });
  it("take no password of a mail server for the token of a webhook", async () => {
    const section = await show();
    await fireEvent.click(within(section).getByRole("button", { name: "Add a channel" }));
    await fireEvent.input(within(section).getByLabelText("Sign in as"), { target: { value: "desk" } });
    await fireEvent.input(await within(section).findByLabelText("Password"), { target: { value: "very-secret" } });
    const kinds = within(section).getAllByRole("radio");
    await fireEvent.click(kinds[kinds.length - 1] as HTMLElement);
    expect((within(section).getByLabelText("Token, if it wants one") as HTMLInputElement).value).toBe("");
  });
});
