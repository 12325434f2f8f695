import { describe, expect, it } from "vitest";

/** Sources of all components. */
const sources = import.meta.glob<string>("./**/*.svelte", { query: "?raw", import: "default", eager: true });

/** A blank at the edge of a block is taken away by the compiler, so that words on both sides of it run together. */
const lost = [/[^\s>}] \{\/(?:if|each)\}/g, /&#32;\{\/(?:if|each)\}/g, /\{#if [^{}`]*\} [^\s{<]/g];

describe("blanks between words", () => {
  it("stand where the compiler keeps them", () => {
    const found = Object.entries(sources).flatMap(([path, text]) => lost.flatMap((pattern) => (text.match(pattern) ?? []).map((place) => `${path}: ${place}`)));
    expect(found).toEqual([]);
  });
});
