// A chat transcript as the fake bridge reads it: lines of `14:05 name: text` alone, enough to look at the screen.
import type { DirectoryEntry } from "../src/generated/DirectoryEntry";
import type { Query } from "../src/generated/Query";
import type { TranscriptMessage } from "../src/generated/TranscriptMessage";
import type { TranscriptReading } from "../src/generated/TranscriptReading";

type Asked = Extract<Query, { query: "transcript" }>;

export function readTranscript({ text, times }: Asked, now: string, people: readonly DirectoryEntry[]): TranscriptReading {
  const messages: TranscriptMessage[] = [];
  const before: string[] = [];
  const day = times.day || now.slice(0, 10);
  text.split("\n").forEach((line, n) => {
    const found = /^(\d\d):(\d\d) ([^:]+): (.+)$/.exec(line);
    const last = messages.at(-1);
    if (found) {
      const at = new Date(`${day}T${found[1]}:${found[2]}:00+01:00`).toISOString();
      const words = found[4] ?? "";
      const isDecision = words.startsWith("decision: ");
      const state = words.includes("already") ? "there" : Date.parse(at) > Date.parse(now) ? "ahead" : "new";
      messages.push({ line: n + 1, at, name: found[3] ?? "", kind: isDecision ? "decision" : "note", text: isDecision ? words.slice(10) : words, doubtful: [], state });
    } else if (last && line.trim()) {
      last.text += `\n${line}`;
      if (/\d\d:\d\d/.test(line)) last.doubtful.push(line);
    } else if (line.trim()) before.push(line);
  });
  const persons = people.filter((entry) => entry.kind === "person");
  const names = [...new Set(messages.map((m) => m.name))];
  const speakers = names.map((name) => {
    const fits = persons.filter((p) => p.name.toLowerCase().includes(name.toLowerCase())).map(({ id, name: of }) => ({ id, name: of }));
    const [one] = fits;
    const isOne = fits.length === 1 && one !== undefined;
    return { name, person: isOne ? one.id : "", is_sure: isOne && one.name === name, fits: isOne ? [] : fits, messages: messages.filter((m) => m.name === name).length };
  });
  return { messages, speakers, before, empty: 0, zone: times.zone || "Europe/Berlin", asks_zone: true, asks_day: day, asks_order: null, as_of: now };
}
