import { render, screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import LateSteps from "./LateSteps.svelte";

const now = Date.parse("2026-03-11T14:47:00+01:00");
const zone = "Europe/Berlin";

describe("an update that is late", () => {
  it("says whom the plan has told now and who comes next", () => {
    const steps = [
      { tell: "Communications Lead", holder: "Chen Wei", by: "Chat", at: "2026-03-11T13:46:00Z", after: "5 min", is_due: true },
      { tell: "Duty Manager", holder: "", by: "", at: "2026-03-11T13:56:00Z", after: "15 min", is_due: false },
    ];
    render(LateSteps, { steps, now, zone });
    const said = screen.getByRole("region", { name: "The update is late" }).textContent.replace(/\s+/g, " ").trim();
    expect(said).toBe("Late. Tell Communications Lead, Chen Wei by Chat (5 min overdue). Next Duty Manager at 14:56.");
  });
});
