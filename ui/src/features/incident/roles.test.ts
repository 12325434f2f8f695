import { fireEvent, render, screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { expectAccessible } from "../../components/axe";
import type { Intent } from "../../generated/Intent";
import NobodyCommands from "./NobodyCommands.svelte";
import Roles from "./Roles.svelte";

vi.mock("../../backend/transport", () => import("../../../dev/transport"));

const now = Date.parse("2026-03-11T14:47:00+01:00");
const zone = "Europe/Berlin";

describe("roles that nobody holds", () => {
  it("says loudly that nobody commands, why, and leads to where the command is given", async () => {
    const ongive = vi.fn();
    const roles = [
      { role: "Incident Commander", person: "Katarzyna Wójcik", since: "2026-03-11T13:20:00Z", reason: "unwell", is_commander: true },
      { role: "Scribe", person: "Emre Yılmaz", since: "2026-03-11T13:25:00Z", reason: "", is_commander: false },
    ];
    render(NobodyCommands, { roles, now, zone, ongive });
    const alert = screen.getByRole("alert");
    expect(alert.textContent.trim()).toMatch(/^Nobody commands since 14:20\. Katarzyna Wójcik renounced it: unwell\. Give the command to somebody at once/);
    expect(screen.getByRole("region", { name: "Open roles" }).textContent).toContain("Scribe is open since 14:25. Emre Yılmaz left it. ");
    await expectAccessible(document.body);
    await fireEvent.click(within(alert).getByRole("button", { name: "Give the command…" }));
    expect(ongive).toHaveBeenCalledOnce();
  });

  it("says nothing while every role is held", () => {
    render(NobodyCommands, { roles: [], now, zone, ongive: vi.fn() });
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.queryByRole("note")).toBeNull();
  });

  it("are renounced with a reason from the list of who holds what", async () => {
    const done: Intent[] = [];
    const held = [{ role: "Scribe", person: "Emre Yılmaz", since: "2026-03-11T13:25:00Z" }];
    render(Roles, { incident: "inc-2041", held, busy: false, onchange: (what: Intent) => void done.push(what) });
    await fireEvent.click(screen.getByRole("button", { name: "Emre Yılmaz renounces Scribe" }));
    const send = screen.getByRole<HTMLButtonElement>("button", { name: "Renounce" });
    expect(send.disabled).toBe(true);
    await fireEvent.input(screen.getByRole("textbox", { name: /^Why .* renounces/ }), { target: { value: " unwell " } });
    await fireEvent.click(send);
    expect(done).toEqual([{ intent: "renounce", incident: "inc-2041", role: "Scribe", reason: "unwell" }]);
  });
});
