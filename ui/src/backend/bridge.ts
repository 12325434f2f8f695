import type { Answer } from "../generated/Answer";
import type { ApiError } from "../generated/ApiError";
import type { Intent } from "../generated/Intent";
import type { Outcome } from "../generated/Outcome";
import type { PastAsked } from "../generated/PastAsked";
import type { PastTold } from "../generated/PastTold";
import type { Query } from "../generated/Query";
import { transport } from "./transport";

/** An error as a person reads it: what happened, what was kept, what to do. */
export interface Problem {
  code: ApiError["code"];
  message: string;
  details: string[];
}

type AnswerTo<Q extends Query> = Extract<Answer, { answer: Q["query"] }>["value"];

/** Reads. Throws what the backend threw; `problemOf` turns that into words. */
export async function ask<Q extends Query>(query: Q): Promise<AnswerTo<Q>> {
  const answer = await transport.query(query);
  if (answer.answer !== query.query) throw new Error(`asked for ${query.query}, was told ${answer.answer}`);
  return answer.value as AnswerTo<Q>;
}

type ToldOf<A extends PastAsked> = Extract<PastTold, { told: A["ask"] }>["value"];

/** Asks the past; the answer carries the name of its question too. */
export async function askPast<A extends PastAsked>(asked: A): Promise<ToldOf<A>> {
  const past = { query: "past", ...asked } as Extract<Query, { query: "past" }>;
  const told = await ask(past);
  if (told.told !== asked.ask) throw new Error(`asked for ${asked.ask}, was told ${told.told}`);
  return told.value as unknown as ToldOf<A>;
}

/** What became of an intent. */
export type IntentEnd = { intent: Intent } & ({ outcome: Outcome } | { problem: Problem });

const watchers = new Set<(done: IntentEnd) => void>();

/** Told of every intent's end, for the saved time in the due bar and for what a later deed makes stale. */
export function onIntentEnd(tell: (done: IntentEnd) => void): void {
  watchers.add(tell);
}

/** Changes something. Resolves after the commit. */
export async function act(intent: Intent): Promise<Outcome> {
  try {
    const outcome = await transport.intent(intent);
    for (const tell of watchers) tell({ intent, outcome });
    return outcome;
  } catch (error) {
    for (const tell of watchers) tell({ intent, problem: problemOf(error) });
    throw error;
  }
}

/** The words of anything that was thrown. */
export function problemOf(error: unknown): Problem {
  if (typeof error === "object" && error !== null && "code" in error && "message" in error) {
    const { code, message, details } = error as ApiError;
    return { code, message, details: details ?? [] };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "failed", message: `That did not work, and nothing was changed: ${message}`, details: [] };
}
