import { describe, expect, it } from "vitest";
import css from "./tokens.css?raw";

/** The colours set by every block whose selector matches, in source order. */
function colours(selector: RegExp): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, head, body] of css.matchAll(/(:root[^{]*)\{([^{}]*)\}/g)) {
    if (!selector.test((head ?? "").trim())) continue;
    for (const [, name, value] of (body ?? "").matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)) {
      if (name && value) found.set(name, value);
    }
  }
  return found;
}

/** WCAG 2.2 relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const part = (at: number): number => {
    const c = parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["surface", "canvas"];
const text: [string, string[]][] = [
  ["ink", [...grounds, "sunken", "hover", "accent-wash", "overdue-wash", "risk-wash", "heat-1", "heat-2"]],
  ["ink-2", [...grounds, "sunken", "hover", "accent-wash", "overdue-wash", "risk-wash"]],
  ["ink-3", [...grounds, "hover", "accent-wash"]],
  ["accent", [...grounds, "accent-wash"]],
  ["overdue", [...grounds, "overdue-wash"]],
  ["risk", [...grounds, "risk-wash"]],
  ["ok", grounds],
  ["on-inverse", ["inverse"]],
  ["on-accent", ["accent"]],
  ["on-overdue", ["overdue-fill"]],
  ["on-risk", ["risk-fill"]],
];

const themes: [string, Map<string, string>][] = [
  ["light", colours(/^:root$/)],
  ["dark", colours(/^:root\[data-theme="dark"\]$/)],
  ["contrast", colours(/^:root\[data-theme="contrast"\]$/)],
];

describe.each(themes)("the %s theme", (name, theme) => {
  for (const [ink, on] of text) {
    it.each(on)(`shows ${ink} on %s at 4.5 or more`, (ground) => {
      const [a, b] = [theme.get(ink), theme.get(ground)];
      expect(a && b, `${name} lacks ${ink} or ${ground}`).toBeTruthy();
      expect(contrast(a as string, b as string), `${ink} ${a} on ${ground} ${b}`).toBeGreaterThanOrEqual(4.5);
    });
  }
  it("has an input edge that can be found, 3 or more", () => {
    for (const ground of grounds) {
      expect(contrast(theme.get("control") ?? "", theme.get(ground) ?? "")).toBeGreaterThanOrEqual(3);
    }
  });
  it("sets every colour that light sets", () => {
    expect([...theme.keys()].sort()).toEqual([...(themes[0]?.[1].keys() ?? [])].sort());
  });
});

it("gives a system preference the same colours as the choice by hand", () => {
  const blocks = [...css.matchAll(/@media \((prefers-[^)]*)\) \{\s*:root:not\(\[data-theme\]\) \{([^}]*)\}/g)];
  const byPreference = new Map(blocks.map(([, query, body]) => [query, (body ?? "").replace(/\s+/g, " ").trim()]));
  const byHand = (theme: string): string =>
    (new RegExp(`:root\\[data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? "").replace(/\s+/g, " ").trim();
  expect(byPreference.get("prefers-color-scheme: dark"), "dark by preference").toBe(byHand("dark"));
  expect(byPreference.get("prefers-contrast: more"), "contrast by preference").toBe(byHand("contrast"));
});
