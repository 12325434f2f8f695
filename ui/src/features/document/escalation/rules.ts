import type { Block } from "../../../generated/Block";
import type { Edit } from "../../../generated/Edit";
import { setting } from "../model";
import { settingPath } from "../paths";

/** How the clocks of a matrix run: the settings of its block. */
export interface ClockRules {
  clock_start: string;
  nobody_available: string;
  repeat: string;
  at_risk_percent: string;
}

/** Most rounds in which a chain is called again: more would page people through a night that nobody answers. */
const mostRounds = 9;

/** The rules of a block, with what holds where nothing is written. */
export function rulesIn(block: Block): ClockRules {
  return {
    clock_start: setting(block, "clock_start") || "declared",
    nobody_available: setting(block, "nobody_available") || "next",
    repeat: setting(block, "repeat") || "0",
    at_risk_percent: setting(block, "at_risk_percent") || "80",
  };
}

const whole = (text: string, least: number, most: number): boolean => /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;

/** What is wrong with a rule, at its place; null where nothing is. */
export function wrongIn(rules: ClockRules): { repeat: string | null; at_risk_percent: string | null } {
  return {
    repeat: whole(rules.repeat, 0, mostRounds) ? null : `Write how often, from 0 to ${mostRounds}.`,
    at_risk_percent: whole(rules.at_risk_percent, 1, 99) ? null : "Write a share of the time, from 1 to 99.",
  };
}

/** The edits that make the rules those of the block: only what changed. */
export function editsOf(section: string, block: Block, rules: ClockRules): Edit[] {
  const before = rulesIn(block);
  const keys = Object.keys(before) as (keyof ClockRules)[];
  return keys.filter((key) => before[key] !== rules[key].trim()).map((key) => ({ edit: "set", path: settingPath(section, key), value: rules[key].trim() }));
}

/** The rules in a sentence, for the foot of the matrix. */
export function rulesInWords(rules: ClockRules): string {
  const start = rules.clock_start === "detected" ? "from the detection" : "from the declaration";
  const again = rules.repeat === "0" ? "" : `, the chain again ${rules.repeat === "1" ? "once" : `${rules.repeat} times`}`;
  const nobody = rules.nobody_available === "hold" ? "holds where nobody is there" : "next level where nobody is there";
  return `Runs ${start}${again}; ${nobody}; at risk at ${rules.at_risk_percent} %`;
}
