import { readFileSync } from "node:fs";
import { EditorState, NodeSelection, TextSelection } from "prosemirror-state";
import { describe, expect, it } from "vitest";
import { drawProse } from "./draw";
import { parseProse } from "./parse";
import { describe as describePicture, insertAttached, selectedPicture } from "./pictures";
import { ProsePrinter } from "./print";
import { variables, variablesIn } from "./variables";

const id = "0199c0de-0000-7000-8000-000000000001";
const picture = { id, name: "Login error.png", isPicture: true };
const file = { id, name: "gateway [1].log", isPicture: false };

function changed(source: string, change: (state: EditorState) => EditorState): string {
  const parsed = parseProse(source);
  const printer = new ProsePrinter();
  printer.remember(parsed, parsed.doc);
  return printer.print(change(EditorState.create({ doc: parsed.doc })).doc);
}
const at = (source: string, place: number, list = [picture]): string => changed(source, (state) => state.apply(insertAttached(state, place, list)));

describe("attached files in prose", () => {
  it("stand below the words the caret is at the end of, within them, and never in code", () => {
    const image = `![Login error](attachment:${id})`;
    expect(at("", 1), "an empty line takes it").toBe(image);
    expect(at("Seen:", 6), "below the paragraph").toBe(`Seen:\n\n${image}`);
    expect(at("Seen here", 5), "within it").toBe(`Seen${image} here`);
    expect(at("```\ncode\n```\n\nafter", 3), "code cannot hold it").toBe(`\`\`\`\ncode\n\`\`\`\n\n${image}\n\nafter`);
    expect(at("- a\n- b", 4, [file]), "a file is a link with its name").toBe(`- a[gateway [1].log](attachment:${id})\n- b`);
  });

  it("are described where they are selected, as an edit of the text", () => {
    const source = `One\n\n![old](attachment:${id})\n\nTwo`;
    const text = changed(source, (state) => {
      let place = 0;
      state.doc.descendants((node, pos) => void (node.type.name === "image" && (place = pos)));
      const selected = state.apply(state.tr.setSelection(NodeSelection.create(state.doc, place)));
      expect(selectedPicture(selected)).toMatchObject({ attachment: id, alt: "old" });
      const tr = describePicture(selected, "  The error\npage ");
      return tr ? selected.apply(tr) : selected;
    });
    expect(text).toBe(`One\n\n![The error page](attachment:${id})\n\nTwo`);
    const state = EditorState.create({ doc: parseProse(source).doc });
    expect(describePicture(state.apply(state.tr.setSelection(TextSelection.create(state.doc, 1))), "x"), "nothing is selected").toBeNull();
  });

  it("are the only pictures that are fetched", () => {
    const place = document.createElement("div");
    drawProse(place, `![far](https://example.org/a.png) ![near](attachment:${id}) ![odd](attachment:nothing)`);
    expect([...place.querySelectorAll("[data-attachment]")].map((e) => e.getAttribute("data-attachment"))).toEqual([id]);
    expect(place.querySelector("img")).toBeNull();
    expect(place.textContent).toContain("Picture: far");
  });
});

describe("fill-in variables", () => {
  it("are those of the documentation", () => {
    const listed = [...readFileSync("../docs/file-format.md", "utf8").matchAll(/^\| `\{\{([\w.]+)\}\}` \|/gm)].map((match) => match[1]);
    expect(Object.keys(variables).sort()).toEqual(listed.sort());
  });

  it("are marked with what they stand for, and a slip of the pen differently", () => {
    const place = document.createElement("div");
    drawProse(place, "On {{incident.start}}, **{{ services }}** and {{incdent.name}}");
    const marks = [...place.querySelectorAll(".variable")];
    expect(marks.map((m) => m.textContent)).toEqual(["{{incident.start}}", "{{ services }}", "{{incdent.name}}"]);
    expect(marks.map((m) => m.classList.contains("unknown"))).toEqual([false, false, true]);
    expect(variablesIn("{{ two words }} {{}} {{a")).toEqual([]);
  });
});
