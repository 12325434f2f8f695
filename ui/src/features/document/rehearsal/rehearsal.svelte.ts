/** What is rehearsed for one document, shared by the simulator, the coverage and the comparison. */
import { onFact, query, Resource } from "../../../backend";
import type { CoverageReading } from "../../../generated/CoverageReading";
import type { Rehearsal } from "../../../generated/Rehearsal";
import type { RehearsalScene } from "../../../generated/RehearsalScene";
import type { RehearsedVersion } from "../../../generated/RehearsedVersion";
import type { Reply } from "../../../generated/Reply";
import type { DocumentSession } from "../session.svelte";

/** How long the keys rest before what is typed is read. */
const rest = 250;

/** Runs something once the keys rest; what is asked again meanwhile begins anew. */
export function whenResting(job: () => void): () => void {
  const timer = setTimeout(job, rest);
  return () => clearTimeout(timer);
}

export class RehearsalState {
  readonly #document: string;
  /** When the incident begins, in plain words; empty for now. */
  at = $state("");
  severity = $state("");
  cause = $state("");
  otherwise = $state<Reply>("no_answer");
  /** What single levels do, by name and round. */
  answers = $state.raw<ReadonlyMap<string, Reply>>(new Map());
  against = $state.raw<RehearsedVersion | null>(null);
  /** Counts up when somebody asks for the simulator from elsewhere. */
  asked = $state(0);
  readonly reading: Resource<Rehearsal>;
  readonly coverage: Resource<CoverageReading>;

  constructor(document: string) {
    this.#document = document;
    this.reading = new Resource(() => {
      const against = this.against;
      return query({ query: "rehearse", document, scene: this.scene, ...(against ? { against } : {}) });
    });
    this.coverage = new Resource(() => query({ query: "coverage", document: this.#document, scene: { ...this.scene, answers: [] } }));
  }

  get scene(): RehearsalScene {
    return {
      severity: this.severity,
      services: this.cause ? [this.cause] : [],
      at: this.at.trim(),
      otherwise: this.otherwise,
      answers: [...this.answers].map(([key, reply]) => {
        const [round, ...level] = key.split(" ");
        return { level: level.join(" "), round: Number(round), reply };
      }),
    };
  }

  replyOf(level: string, round: number): Reply | "" {
    return this.answers.get(`${round} ${level}`) ?? "";
  }

  /** Sets what one level does; without a reply it does what the others do. */
  suppose(level: string, round: number, reply: Reply | ""): void {
    const next = new Map(this.answers);
    if (reply) next.set(`${round} ${level}`, reply);
    else next.delete(`${round} ${level}`);
    this.answers = next;
  }

  /** Moves the simulator to a moment, from a cell of the coverage. */
  goTo(at: string): void {
    this.at = at;
    this.asked += 1;
  }
}

const states = new WeakMap<DocumentSession, RehearsalState>();

export function rehearsalOf(session: DocumentSession): RehearsalState {
  let found = states.get(session);
  if (!found) states.set(session, (found = new RehearsalState(session.id)));
  return found;
}

/** Reads anew when the document, the directory or a log changes; returns what ends it. */
export const follow = (session: DocumentSession, read: () => void): (() => void) =>
  onFact((fact) => {
    if (fact.event === "document_changed" || fact.event === "settings_changed" || (fact.event === "log_appended" && session.past === null)) read();
  });
