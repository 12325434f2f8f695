import { expect, it, vi } from "vitest";
import { commands, onKeyDown, type Command } from "./commands.svelte";

const command = (run: () => void, more: Partial<Command> = {}): Command => ({
  id: "log.write",
  name: "Write to the log",
  group: "Incident",
  keys: [{ code: "KeyL" }],
  available: () => true,
  run,
  ...more,
});
const pressL = (): boolean => onKeyDown(new KeyboardEvent("keydown", { code: "KeyL", key: "l" }), true);

it("prefers the screen's command to the frame's, in whichever order they come", () => {
  const [frame, screen] = [vi.fn(), vi.fn()];
  const endScreen = commands.register([command(screen)]);
  const endFrame = commands.register([command(frame)], "base");
  pressL();
  expect(screen).toHaveBeenCalledOnce();
  endScreen();
  pressL();
  expect(frame, "the frame's command is back when the screen is gone").toHaveBeenCalledOnce();
  endFrame();
  expect(pressL()).toBe(false);
});

it("neither offers nor runs a command that is not available", () => {
  const run = vi.fn();
  const end = commands.register([command(run, { available: () => false })]);
  expect(commands.available).toEqual([]);
  expect(commands.run("log.write")).toBe(false);
  expect(run).not.toHaveBeenCalled();
  end();
});

it("leaves the arrows to a choice of one that has the focus, and everything else to the screen", () => {
  const run = vi.fn();
  const end = commands.register([command(run, { keys: [{ code: "ArrowRight" }, { code: "KeyD" }] })]);
  const group = document.createElement("div");
  group.innerHTML = '<input type="radio" name="span" />';
  document.body.append(group);
  const press = (target: EventTarget, code: string): boolean => {
    let ran = false;
    target.addEventListener("keydown", (event) => (ran = onKeyDown(event as KeyboardEvent, true)), { once: true });
    target.dispatchEvent(new KeyboardEvent("keydown", { code, key: code }));
    return ran;
  };
  const radio = group.firstElementChild as HTMLElement;
  expect(press(radio, "ArrowRight")).toBe(false);
  expect(press(radio, "KeyD")).toBe(true);
  expect(press(document.body, "ArrowRight")).toBe(true);
  expect(run).toHaveBeenCalledTimes(2);
  end();
  group.remove();
});
