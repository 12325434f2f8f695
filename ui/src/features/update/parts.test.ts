import { describe, expect, it } from "vitest";
import { parts, withPart, within } from "./parts";

const languages = ["English", "German", "French"];
const text = "Card payments fail.\n\n— German —\nKartenzahlungen schlagen fehl.\n\n— French —\nLes paiements échouent.";

describe("the languages of a text", () => {
  it("stand below lines with their names", () => {
    expect(parts(text, languages).map(({ language, text: own }) => [language, own])).toEqual([
      ["", "Card payments fail."],
      ["German", "Kartenzahlungen schlagen fehl."],
      ["French", "Les paiements échouent."],
    ]);
    for (const part of parts(text, languages)) expect(text.slice(part.start, part.end)).toBe(part.text);
  });

  it("are as people type them", () => {
    expect(parts("Hello\r\n\r\n--- german ---\r\nHallo", languages).map((part) => part.text)).toEqual(["Hello", "Hallo"]);
    expect(parts("— German —\nHallo", languages).map((part) => part.text)).toEqual(["", "Hallo"]);
  });

  it("leave other lines alone", () => {
    for (const other of ["a\n— Details —\nb", "a\n— English —\nb", "a\nGerman\nb", "a\n---\nb"]) expect(parts(other, languages)).toHaveLength(1);
    expect(parts("a\n— German —\nb\n— German —\nc", languages)[1]?.text).toBe("b\n— German —\nc");
    expect(parts(text, ["English"])).toHaveLength(1);
    expect(parts(text, [])).toHaveLength(1);
  });

  it("are put in and taken out without touching the others", () => {
    const changed = withPart(text, languages, "German", "Neu.\n");
    expect(parts(changed, languages).map((part) => part.text)).toEqual(["Card payments fail.", "Neu.\n", "Les paiements échouent."]);
    expect(withPart(changed, languages, "German", "Kartenzahlungen schlagen fehl.")).toBe(text);
    expect(withPart("Hello", languages, "French", "Bonjour")).toBe("Hello\n\n— French —\nBonjour");
    expect(withPart(withPart(text, languages, "German", ""), languages, "French", "")).toBe("Card payments fail.");
    expect(withPart(text, languages, "", "Down.\n\n")).toBe(text.replace("Card payments fail.", "Down.\n\n"));
  });

  it("are taken from a whole message that is pasted into the first, and blanks are no text", () => {
    const pasted = "New.\n\n— German —\nNeu.";
    expect(parts(withPart(text, languages, "", pasted), languages).map((part) => part.text)).toEqual(["New.", "Neu.", "Les paiements échouent."]);
    expect(withPart("Hello", languages, "French", " \n")).toBe("Hello");
    expect(parts("a\n— Chinese  (Simplified) —\nb", ["English", "Chinese (simplified)"])).toHaveLength(2);
    expect(parts("a\n— Franc\u0327ais —\nb", ["English", "Fran\u00e7ais"])).toHaveLength(2);
  });

  it("have the places of what was found in them", () => {
    const german = parts(text, languages)[1]!;
    const at = text.indexOf("schlagen");
    expect(within([{ start: at, end: at + 8 }, { start: 0, end: 4 }, null], german)).toEqual([{ start: 16, end: 24 }, null, null]);
  });
});
