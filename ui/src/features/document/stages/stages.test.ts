import { describe, expect, it } from "vitest";
import { lengthOf, piecesOf, unresolved } from "./stages";

describe("the variables of a message", () => {
  it("are filled where known and stay as written where not, as the domain fills them", () => {
    const pieces = piecesOf("{{incident.number}}: {{ impact }} {{ two words }}", { "incident.number": "INC-2041" });
    expect(pieces.map((piece) => piece.text).join("")).toBe("INC-2041: {{ impact }} {{ two words }}");
    expect(unresolved(pieces)).toEqual(["impact"]);
  });
  it("count signs, not halves of them", () => {
    expect(lengthOf(piecesOf("né 😀"))).toBe(4);
  });
});
