import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Edit } from "../../generated/Edit";
import type { OpenDocument } from "../../generated/OpenDocument";
import { blockOf, column, openDocument, section } from "./fixtures";
import { textAt, withValue } from "./local";
import { cellPath, headerPath, textPath } from "./paths";
import { Saver, type Port } from "./saver";
import { applySplice } from "./splice";

const text = textPath("s");

/** A backend that keeps one document, merges nothing by itself and can be made to fail. */
class Backend implements Port {
  open: OpenDocument = openDocument({
    s: section("Text", "prose", { text: "one" }),
    t: section("Table", "table", blockOf({ c: column("When", "time") }, [[null]])),
  });
  sent: { heads: string[]; edits: Edit[] }[] = [];
  fail: { code: string; message: string } | null = null;
  refuse: string | null = null;
  beforeRead: () => void = () => {};
  #version = 0;

  commit(content = this.open.content): void {
    this.#version += 1;
    this.open = { ...this.open, content: structuredClone(content), heads: [`h${this.#version}`] };
  }

  async edit(heads: string[], edits: Edit[]): Promise<ReturnType<Port["edit"]> extends Promise<infer O> ? O : never> {
    this.sent.push({ heads, edits });
    if (this.fail) throw this.fail;
    if (edits.some((e) => "path" in e && e.path === this.refuse)) throw { code: "invalid", message: "not a time" };
    let content = this.open.content;
    for (const edit of edits) {
      if (edit.edit === "splice") content = withValue(content, edit.path, applySplice(textAt(content, edit.path), edit));
      if (edit.edit === "set") content = withValue(content, edit.path, edit.value);
      if (edit.edit === "set_words") content = withValue(content, edit.path, edit.words);
    }
    this.commit(content);
    return { saved_at: "2026-03-11T14:05:09Z", heads: this.open.heads, ids: [], can_undo: true, can_redo: false, remarks: [] };
  }

  async read(): Promise<OpenDocument> {
    this.beforeRead();
    return structuredClone(this.open);
  }

  problem(error: unknown): { code: string; message: string } {
    return error as { code: string; message: string };
  }
}

describe("saving", () => {
  let backend: Backend;
  let saver: Saver;
  const type = (words: string): void => saver.put(text, { kind: "text", text: words });
  beforeEach(() => {
    vi.useFakeTimers();
    backend = new Backend();
    saver = new Saver(backend, structuredClone(backend.open), () => {});
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("waits for 250 ms of rest and sends one splice with the heads it was made on", async () => {
    type("one t");
    await vi.advanceTimersByTimeAsync(200);
    type("one two");
    await vi.advanceTimersByTimeAsync(240);
    expect(backend.sent, "still typing").toHaveLength(0);
    await vi.advanceTimersByTimeAsync(20);
    expect(backend.sent).toEqual([{ heads: ["h0"], edits: [{ edit: "splice", path: text, at: 3, remove: 0, insert: " two" }] }]);
    expect(saver.state, "saved is said with the time of the commit").toEqual({ is: "saved", at: "2026-03-11T14:05:09Z" });
  });

  it("sends after one second at most, however fast a person types", async () => {
    for (let i = 1; i <= 12; i += 1) {
      type("one" + "x".repeat(i));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(backend.sent.length, "1.2 s of typing without rest").toBe(1);
  });

  it("says nothing is saved before the outcome", async () => {
    type("two");
    expect(saver.state.is).toBe("pending");
    expect(textAt(saver.shown, text), "what is typed shows at once").toBe("two");
    await saver.close();
    expect(backend.open.content.sections["s"]?.block.text, "closing sends what waits").toBe("two");
  });

  it("keeps what was typed while the folder cannot be written, and tries again", async () => {
    backend.fail = { code: "not_saved", message: "The disk is full" };
    type("two");
    await saver.flush();
    expect(saver.state).toEqual({ is: "failed", message: "The disk is full" });
    expect(textAt(saver.shown, text)).toBe("two");
    type("two three");
    backend.fail = null;
    await vi.advanceTimersByTimeAsync(1000);
    expect(backend.open.content.sections["s"]?.block.text, "nothing typed was lost").toBe("two three");
    expect(saver.state.is).toBe("saved");
    expect(saver.hasUnsaved).toBe(false);
  });

  it("saves the others when one value is refused, and keeps that one with its reason", async () => {
    const bad = cellPath("t", "r1", "c");
    backend.refuse = bad;
    type("two");
    saver.put(bad, { kind: "words", words: "half past" });
    saver.put(headerPath("title"), { kind: "set", value: "New title" });
    await saver.flush();
    expect(backend.open.content.header["title"]).toBe("New title");
    expect(backend.open.content.sections["s"]?.block.text).toBe("two");
    expect(saver.refused.get(bad)?.message).toBe("not a time");
    expect(textAt(saver.shown, bad), "what was typed stays in the cell").toBe("half past");
    backend.refuse = null;
    saver.put(bad, { kind: "words", words: "14:30" });
    await saver.flush();
    expect(saver.refused.size, "a value that is taken has no error").toBe(0);
  });

  it("puts what is being typed on top of a change from elsewhere", async () => {
    type("one and mine");
    backend.commit(withValue(backend.open.content, text, "zero one"));
    await saver.refresh();
    expect(backend.open.content.sections["s"]?.block.text).toBe("zero one and mine");
    expect(textAt(saver.shown, text)).toBe("zero one and mine");
  });

  it("reads between two requests, so that a splice never counts on old text", async () => {
    type("one two");
    const first = saver.flush();
    type("one two three");
    // Another window writes at the start while the first request is on its way.
    backend.beforeRead = () => {
      backend.beforeRead = () => {};
      backend.commit(withValue(backend.open.content, text, `zero ${textAt(backend.open.content, text)}`));
    };
    await first;
    await saver.flush();
    expect(backend.open.content.sections["s"]?.block.text).toBe("zero one two three");
  });

  it("keeps the identity of sections that did not change, so that only the others are drawn", async () => {
    const table = saver.shown.sections["t"];
    type("two");
    await saver.flush();
    expect(saver.shown.sections["t"]).toBe(table);
    expect(saver.shown.sections["s"]?.block.text).toBe("two");
  });

  it("sends what waits before a structural change, and shows its result when it is done", async () => {
    type("two");
    const order: string[] = [];
    await saver.now(async (heads) => {
      order.push(heads[0] ?? "");
      backend.commit(withValue(backend.open.content, headerPath("title"), "Undone"));
      return { saved_at: "2026-03-11T14:06:00Z", heads: backend.open.heads, ids: ["x"], can_undo: true, can_redo: true, remarks: [] };
    });
    expect(order, "the job runs on the heads after the typing").toEqual(["h1"]);
    expect(saver.shown.header["title"]).toBe("Undone");
  });

  /** A change of the title that is on its way until it is let go. */
  const slow = (title: string): { job: Parameters<Saver["now"]>[0]; go: () => void } => {
    let go = (): void => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const job: Parameters<Saver["now"]>[0] = async (heads) => {
      await gate;
      return backend.edit(heads, [{ edit: "set", path: headerPath("title"), value: title }]);
    };
    return { job, go };
  };

  it("does what was typed and what was pressed in the order in which a person did it", async () => {
    const cell = cellPath("t", "r1", "c");
    // A request is on its way, so that everything after it waits.
    const first = slow("first");
    const busy = saver.now(first.job);
    const emptied = saver.now((heads) => backend.edit(heads, [{ edit: "set", path: cell, value: null }]));
    saver.put(cell, { kind: "words", words: "14:30" });
    const titled = saver.now((heads) => backend.edit(heads, [{ edit: "set", path: headerPath("title"), value: "last" }]));
    first.go();
    await Promise.all([busy, emptied, titled]);
    await saver.flush();
    expect(textAt(backend.open.content, cell), "typed after the cell was emptied").toBe("14:30");
    expect(backend.sent.map(({ edits }) => edits.map((e) => e.edit))).toEqual([["set"], ["set"], ["set_words"], ["set"]]);
  });

  it("is not saved while something pressed waits or is on its way", async () => {
    const first = slow("first");
    const busy = saver.now(first.job);
    expect(saver.state.is, "a change is on its way").toBe("pending");
    type("two");
    const second = slow("second");
    const after = saver.now(second.job);
    first.go();
    await busy;
    await vi.advanceTimersByTimeAsync(2000);
    expect(backend.open.content.sections["s"]?.block.text).toBe("two");
    expect(saver.state.is, "the second change is not committed").toBe("pending");
    second.go();
    await after;
    expect(saver.state.is).toBe("saved");
  });

  it("says saved again when what was pressed was refused", async () => {
    await expect(saver.now(() => Promise.reject({ code: "invalid", message: "no" }))).rejects.toEqual({ code: "invalid", message: "no" });
    expect(saver.state.is).toBe("saved");
  });

  it("keeps both when words are typed into one text before and after something pressed", async () => {
    const first = slow("first");
    const busy = saver.now(first.job);
    type("one two");
    const second = slow("second");
    const after = saver.now(second.job);
    type("one two three");
    backend.commit(withValue(backend.open.content, text, "zero one"));
    first.go();
    await busy;
    second.go();
    await after;
    await saver.flush();
    expect(backend.open.content.sections["s"]?.block.text).toBe("zero one two three");
    expect(saver.hasUnsaved).toBe(false);
  });

  it("reads again what changed elsewhere while it was reading", async () => {
    const reads: ((open: OpenDocument) => void)[] = [];
    backend.read = () => new Promise((resolve) => reads.push(resolve));
    const first = saver.refresh();
    const old = structuredClone(backend.open);
    backend.commit(withValue(backend.open.content, headerPath("title"), "Newer"));
    const second = saver.refresh();
    reads[0]?.(old);
    await vi.advanceTimersByTimeAsync(0);
    expect(reads, "what was said during the first reading is not lost").toHaveLength(2);
    reads[1]?.(structuredClone(backend.open));
    await Promise.all([first, second]);
    expect(saver.shown.header["title"]).toBe("Newer");
  });

  it("sends a change that follows at once on one that was waited for", async () => {
    // How soon the one that waited goes on depends on how often it was handed on.
    for (let steps = 0; steps < 8; steps += 1) {
      const titled = (title: string) => (heads: string[]) => backend.edit(heads, [{ edit: "set", path: headerPath("title"), value: title }]);
      await saver.now(titled(`first ${steps}`));
      for (let step = 0; step < steps; step += 1) await Promise.resolve();
      let isDone = false;
      void saver.now(titled(`second ${steps}`)).then(() => (isDone = true));
      await vi.advanceTimersByTimeAsync(0);
      expect(isDone, `${steps} steps later`).toBe(true);
    }
  });
});
