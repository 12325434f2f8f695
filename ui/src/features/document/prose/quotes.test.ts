import { describe, expect, it } from "vitest";
import { markQuotes, quotedIn, type Piece } from "./quotes";

const p = (text: string, begins = true): Piece => ({ text, begins });
const found = (pieces: Piece[], ...quotes: string[]): string[] => quotedIn(pieces, quotes).map(({ piece, from, to }) => `${piece}:${pieces[piece]?.text.slice(from, to)}`);

describe("quoted words", () => {
  it("are found where they stand, once", () => {
    expect(found([p("Roll back by half past. Roll back.")], "Roll back")).toEqual(["0:Roll back"]);
    expect(found([p("Nothing of it")], "Roll back")).toEqual([]);
    expect(found([p("x")], "")).toEqual([]);
  });
  it("run over marks, lines and blocks, whose blanks are read as one", () => {
    expect(found([p("Roll "), p("back", false), p(" the\n  gateway now", false)], "Roll back the gateway")).toEqual(["0:Roll ", "1:back", "2: the\n  gateway"]);
    expect(found([p("First"), p("second line")], "First second")).toEqual(["0:First", "1:second"]);
    expect(found([p("First"), p("second")], "Firstsecond")).toEqual([]);
  });
  it("may be in any script", () => {
    expect(found([p("결제 오류 障害 🙂 ende")], "오류 障害 🙂")).toEqual(["0:오류 障害 🙂"]);
  });
  it("are marked in drawn text, and what stands between stays as it is", () => {
    const place = document.createElement("div");
    place.innerHTML = "<p>Roll <b>back</b> now</p><p>or never</p>";
    markQuotes(place, ["Roll back", "now or"]);
    expect(place.textContent).toBe("Roll back nowor never");
    expect([...place.querySelectorAll(".commented")].map((mark) => mark.textContent)).toEqual(["Roll ", "back", "now", "or"]);
  });
});
