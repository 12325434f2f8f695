import { describe, expect, it } from "vitest";
import { base64Of, chosen, fileLimit, refusal, textOf } from "./file";

const text = "Name,Größe\nÉmile,„5“ €\n";
const wide = (isBig: boolean, mark: string): Uint8Array => {
  const units = [...`${mark}${text}`].flatMap((sign) => [sign.charCodeAt(0) & 0xff, sign.charCodeAt(0) >> 8]);
  return Uint8Array.from(isBig ? units.flatMap((_, at) => (at % 2 ? [] : [units[at + 1] ?? 0, units[at] ?? 0])) : units);
};

describe("a chosen file", () => {
  it("is read whatever a spreadsheet saved it as", () => {
    const windows = Uint8Array.from([...text].map((sign) => ({ "„": 0x84, "“": 0x93, "€": 0x80 })[sign] ?? sign.charCodeAt(0)));
    for (const [name, bytes] of [
      ["UTF-8", new TextEncoder().encode(text)],
      ["UTF-8 with a mark", new TextEncoder().encode(`\ufeff${text}`)],
      ["UTF-16", wide(false, "\ufeff")],
      ["UTF-16, big end first", wide(true, "\ufeff")],
      ["UTF-16 without a mark", wide(false, "")],
      ["Windows-1252", windows],
    ] as const) {
      expect(textOf(bytes), name).toBe(text);
    }
    expect(textOf(new Uint8Array()), "an empty file").toBe("");
  });

  it("goes over the bridge byte by byte", async () => {
    const bytes = Uint8Array.from([0, 255, 10, 13, 128]);
    expect(await base64Of(new Blob([bytes]))).toBe("AP8KDYA=");
    expect(refusal(await chosen(new File([bytes], "a.csv")))).toBeNull();
  });

  it("is refused by its size before it is read", async () => {
    const huge = new File([], "disk.csv");
    Object.defineProperty(huge, "size", { value: 2_000_000_000 });
    const read = await chosen(huge);
    expect(read.base64).toBeNull();
    expect(refusal(read)).toContain("larger than 20 MB");
    expect(refusal({ name: "a.csv", size: 10, base64: null })).toContain("could not be read");
    expect(refusal({ name: "a.csv", size: fileLimit, base64: "" })).toBeNull();
  });
});
