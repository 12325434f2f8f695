import axe from "axe-core";
import { expect } from "vitest";

/** Fails with every rule that a screen reader's user would stumble over. jsdom has no layout, so colour and size are not looked at here. */
export async function expectAccessible(container: Element): Promise<void> {
  const { violations } = await axe.run(container, {
    rules: { "color-contrast": { enabled: false }, "target-size": { enabled: false }, region: { enabled: false } },
  });
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" | ")}`)).toEqual([]);
}
