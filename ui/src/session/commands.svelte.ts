/**
 * Every command in one place: its words, its keys and whether it can run now. The keyboard, the
 * native menu, the palette and the overview of keys all read this registry.
 */
import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import type { IconName } from "../components/icons";
import { commandFor, keyCaps, ownsKey, type Chord, type KeyBinding } from "./keys";

export interface Command {
  id: string;
  /** What it does, as the palette says it. */
  name: string;
  group: "Go to" | "Incident" | "Document" | "Table" | "View" | "Help";
  icon?: IconName;
  keys: readonly KeyBinding[];
  /** Caps of keys that its own place listens to, such as a table: shown, and not bound for the whole window. */
  caps?: readonly (readonly string[])[];
  /** Only with a reason to be offered: a command that cannot run is not shown. */
  available: () => boolean;
  run: () => void;
}

class Commands {
  #all = new SvelteMap<string, Command[]>();

  /**
   * Adds commands; a later one of the same id stands before the earlier until it is taken away.
   * Those of the frame (`base`) stand behind all others, whenever they come: the effects of a
   * screen run before those of the frame around it.
   */
  register(commands: readonly Command[], rank: "screen" | "base" = "screen"): () => void {
    // An effect that registers must not depend on the registry it changes.
    const change = (work: (command: Command) => void): void => untrack(() => commands.forEach(work));
    change((command) => {
      const others = this.#all.get(command.id) ?? [];
      this.#all.set(command.id, rank === "base" ? [...others, command] : [command, ...others]);
    });
    return () =>
      change((command) => {
        const rest = (this.#all.get(command.id) ?? []).filter((other) => other !== command);
        if (rest.length) this.#all.set(command.id, rest);
        else this.#all.delete(command.id);
      });
  }

  /** The commands that can run now. */
  get available(): Command[] {
    return [...this.#all.values()].flatMap((stack) => stack.find((command) => command.available()) ?? []);
  }

  /** Runs a command by its id, as the native menu does. False when it cannot run now. */
  run(id: string): boolean {
    const command = this.#all.get(id)?.find((c) => c.available());
    command?.run();
    return command !== undefined;
  }

  /** The caps of a command's first key. */
  keys(id: string): string[] | undefined {
    const binding = this.#all.get(id)?.[0]?.keys[0];
    return binding ? keyCaps(binding) : undefined;
  }
}

export const commands = new Commands();

const chord: Chord = { startedAt: null };

/** The one key listener of the window. True when a command ran. */
export function onKeyDown(event: KeyboardEvent, lettersOn: boolean): boolean {
  if (event.defaultPrevented) return false;
  const place = { ownsLetters: ownsKey(event.target instanceof Element ? event.target : null, event.code), lettersOn };
  const answer = commandFor(event, place, chord, performance.now(), commands.available);
  chord.startedAt = answer && "chord" in answer ? performance.now() : null;
  if (!answer) return false;
  event.preventDefault();
  return "command" in answer ? commands.run(answer.command) : true;
}
