import type { CallRow } from "../src/generated/CallRow";
import type { CallSheet } from "../src/generated/CallSheet";

function call(place: number, who: string, number: string, state: string, rest: Partial<CallRow> = {}): CallRow {
  return { place, id: `${place}`, who, method: "phone", number, why: "", state, outcome: "", at: null, ...rest };
}

const script = `INC-2041 SEV1: Checkout: card payments failing in EU
You are called as L3. Called at 14:43 CET. Please say by 14:58 CET whether you take it.

Identified since 14:41 CET.
Services: Checkout API, Payments gateway
What is known: 38 % of EU card payments fail; wallets unaffected.
What is done: Rolling back 4.2, 2 of 12 nodes done
Incident commander: Katarzyna Wójcik`;

/** Calls that people are to make: a level with two lanes, and an authority whom nobody reached. */
export function calls(at: (time: string) => string): CallSheet[] {
  return [
    {
      id: "call-l3",
      level: "L3",
      clock: "functional",
      called_at: at("14:43"),
      until: at("14:58"),
      script,
      remarks: ["Chen Wei 陈伟 is not at work before 2026-03-12 03:00 CET", "No channel is set up under the name “page”"],
      messages: ["jiwoo.kim@northwind.example by Incident mail: accepted at 14:43"],
      calls: [
        call(0, "Kim Ji-woo", "+82 2 555 0143", "tried", { outcome: "no answer: rang out twice", at: at("14:45") }),
        call(1, "Kim Ji-woo", "+82 10 5555 0143", "open"),
        call(2, "Tomás Herrera", "+34 91 555 0149", "next", { why: "In place of L3" }),
        call(3, "Harbourline", "", "open", { method: "page", why: "No channel is set up under the name “page”" }),
      ],
      is_lost: false,
      by_hand: "",
      can_acknowledge: true,
      is_held: false,
    },
    {
      id: "call-cto",
      level: "CTO",
      clock: "hierarchical",
      called_at: at("14:36"),
      until: null,
      script: script.replace("L3", "CTO"),
      remarks: [],
      messages: [],
      calls: [call(0, "Jonas Lindqvist", "+46 8 555 0147", "tried", { outcome: "message left", at: at("14:38") })],
      is_lost: true,
      by_hand: "",
      can_acknowledge: false,
      is_held: false,
    },
  ];
}
