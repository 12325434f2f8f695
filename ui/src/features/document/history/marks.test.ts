import { describe, expect, it } from "vitest";
import { drawProse } from "../prose/draw";
import { drawMarks, markedText, tallySaid, tallyWords } from "./marks";

function drawn(spans: Parameters<typeof markedText>[0]): HTMLElement {
  const place = document.createElement("div");
  drawProse(place, markedText(spans));
  drawMarks(place);
  return place;
}

describe("marks of a difference in prose", () => {
  it("stand in place, in the words and not in their form", () => {
    const place = drawn([
      { sign: "same", text: "Some " },
      { sign: "removed", text: "4,100" },
      { sign: "added", text: "**4,300**" },
      { sign: "same", text: " orders fail.\n" },
    ]);
    expect(place.querySelector("del")?.textContent).toBe("4,100");
    expect(place.querySelector("strong ins, ins strong")?.textContent).toBe("4,300");
    expect(place.textContent).toBe("Some 4,1004,300 orders fail.");
    expect(place.firstElementChild?.getAttribute("data-sign")).toBe("~");
  });

  it("leave items items, and go on over paragraphs", () => {
    const place = drawn([
      { sign: "same", text: "Before.\n\n" },
      { sign: "removed", text: "- the desk\n" },
      { sign: "added", text: "- the bridge\n- all\n\nAfter it.\n" },
    ]);
    expect([...place.querySelectorAll("li")].map((li) => li.textContent)).toEqual(["the desk", "the bridge", "all"]);
    expect([...place.querySelectorAll("li del, li ins")].map((m) => m.tagName)).toEqual(["DEL", "INS", "INS"]);
    expect(place.lastElementChild?.querySelector("ins")?.textContent).toBe("After it.");
    expect(place.firstElementChild?.hasAttribute("data-sign")).toBe(false);
    expect(place.textContent).not.toMatch(/[\uE0A0-\uE0A3]/);
  });

  it("are counted in signs and in words", () => {
    expect(tallyWords({ added: 3, removed: 1, changed: 0 })).toBe("+3 −1");
    expect(tallySaid({ added: 0, removed: 0, changed: 2 })).toBe("2 changed");
    expect(tallySaid({ added: 0, removed: 0, changed: 0 })).toBe("nothing differs");
  });
});
