import { EditorState } from "prosemirror-state";
import { describe, expect, it } from "vitest";
import { parseProse } from "./parse";
import { ProsePrinter, printBlock } from "./print";

const everything = `# A heading that *another* tool wrote

Some text_with_underscores, [a link](https://example.org/a_b) and a note[^1].
A second line of the same paragraph,  with   spaces.

* starred
* items
    * nested four deep

1) numbered
2) by brackets

- [ ] to do
- [x] done

> quoted
> twice

| Name | Number |
|:--|--:|
| a \\| b | 1 |

\`\`\`sh
echo "**not bold**"
\`\`\`

<div onclick="steal()">raw <b>HTML</b></div>

<script>alert(1)</script>

[ref]: https://example.org "A title"

[^1]: The note itself, kept.

***

Last line without a break`;

function edited(source: string, change: (state: EditorState) => EditorState): string {
  const parsed = parseProse(source);
  const printer = new ProsePrinter();
  printer.remember(parsed, parsed.doc);
  return printer.print(change(EditorState.create({ doc: parsed.doc })).doc);
}

describe("prose", () => {
  it("prints an untouched text letter for letter", () => {
    for (const text of [everything, "", "\n\n  \n", "a\n", "\n\na\n\n\n\nb\n\n", "- a\n\n\n- b\n\ntext", "a\r\nb\n"]) {
      expect(edited(text, (state) => state), "opening and closing must not change the stored text").toBe(text);
    }
  });

  it("changes only the block that was edited", () => {
    const at = parseProse(everything).doc.child(0).nodeSize;
    const next = edited(everything, (state) => state.apply(state.tr.insertText("New ", at + 1)));
    expect(next, "every other letter stays").toBe(everything.replace("Some text", "New Some text"));
  });

  it("keeps footnotes, raw HTML and reference definitions as they were written", () => {
    const kinds: string[] = [];
    parseProse(everything).doc.forEach((node) => kinds.push(node.type.name));
    expect(kinds.filter((kind) => kind === "verbatim").length, "the div, the script, the definition and the footnote").toBe(4);
  });

  it("escapes only where the meaning needs it", () => {
    const paragraph = (text: string): string => {
      const parsed = parseProse("");
      const state = EditorState.create({ doc: parsed.doc });
      return printBlock(state.apply(state.tr.insertText(text, 1)).doc.child(0));
    };
    expect(paragraph("snake_case [1] and 2 * 3"), "none of these is markup").toBe("snake_case [1] and 2 * 3");
    expect(paragraph("*not emphasis*"), "typed asterisks stay asterisks").toBe("\\*not emphasis\\*");
    expect(paragraph("# not a heading"), "a typed number sign stays one").toBe("\\# not a heading");
  });

  it("prints lists, tasks and tables in the form they came in", () => {
    for (const block of ["* a\n* b", "+ a\n\n+ b", "1) a\n2) b", "9. a\n10. b", "- [ ] a\n- [x] b", "| a | b |\n| :--- | ---: |\n| x \\| y | **z** |", "a\nb", "a\\\nb", "~~gone~~ and `code`"]) {
      const node = parseProse(block).doc.child(0);
      expect(parseProse(printBlock(node)).doc.child(0).eq(node), `${block} has to mean the same after printing: ${printBlock(node)}`).toBe(true);
    }
    expect(printBlock(parseProse("* a\n* b").doc.child(0)), "the bullet stays the writer's").toBe("* a\n* b");
    expect(printBlock(parseProse("- [ ] a\n- [x] b").doc.child(0))).toBe("- [ ] a\n- [x] b");
  });

  it("does not make a link of a script", () => {
    expect(parseProse("[x](javascript:alert(1))").doc.textContent, "it stays the text it is").toBe("[x](javascript:alert(1))");
  });
});
