import { beforeEach, expect, it, vi } from "vitest";

const dragged: string[] = [];
vi.mock("../backend/transport", () => ({ transport: { dragOut: async (path: string) => void dragged.push(path) } }));
const { lends } = await import("./lend");

beforeEach(() => {
  dragged.length = 0;
});

/** Something that is dragged, whose file is written when it is said so. */
function begun(): { write: () => Promise<void>; done: () => void } {
  const node = document.createElement("div");
  let write = (_: string): void => {};
  const { destroy } = lends(node, { file: () => new Promise((resolve) => (write = resolve)), fail: () => {} });
  node.dispatchEvent(new Event("dragstart", { bubbles: true, cancelable: true }));
  return {
    write: async () => {
      write("/tmp/plan.pdf");
      await new Promise((done) => setTimeout(done));
    },
    done: destroy,
  };
}

it("drags the file out once it is written", async () => {
  const { write, done } = begun();
  await write();
  expect(dragged).toEqual(["/tmp/plan.pdf"]);
  done();
});

it("drags nothing out when the button was let go before the file was written", async () => {
  const { write, done } = begun();
  window.dispatchEvent(new Event("pointerup"));
  await write();
  expect(dragged).toEqual([]);
  done();
});
