/** Where the circles of a heat map stand, and what its steps mean. */
import type { HeatMap, HeatRisk } from "./shapes";

export const cellHeight = 44;
export const labelWidth = 108;
export const circle = 10;
const circleGap = 4;

/** What the steps of the ramp ask for, the mildest first. */
export const stepWords = ["accept", "watch", "mitigate", "mitigate now", "stop"] as const;

export interface HeatCell {
  likelihood: number;
  impact: number;
  step: number;
  /** Likelihood times impact, each counted from 1. */
  score: number;
  x: number;
  y: number;
  width: number;
  /** The circles that fit, with their middle. */
  circles: { risk: HeatRisk; x: number; y: number }[];
  /** How many more risks the cell has. */
  more: number;
  risks: HeatRisk[];
  words: string;
}

export interface HeatLayout {
  width: number;
  height: number;
  cells: HeatCell[];
  rows: { label: string; y: number }[];
  columns: { label: string; x: number; width: number }[];
}

/** The map within a width in px. */
export function layoutHeat(map: HeatMap, available: number): HeatLayout {
  const across = map.impacts.length;
  const down = map.likelihoods.length;
  const width = Math.max(72, Math.min(150, Math.floor((available - labelWidth) / Math.max(1, across))));
  const cells: HeatCell[] = [];
  for (let likelihood = down - 1; likelihood >= 0; likelihood -= 1) {
    for (let impact = 0; impact < across; impact += 1) {
      const risks = map.risks.filter((risk) => risk.likelihood === likelihood && risk.impact === impact);
      const x = labelWidth + impact * width;
      const y = (down - 1 - likelihood) * cellHeight;
      const fit = Math.max(1, Math.floor((width - 36) / (circle * 2 + circleGap)));
      const shown = risks.length > fit ? risks.slice(0, Math.max(1, fit - 1)) : risks;
      const score = (likelihood + 1) * (impact + 1);
      const step = map.steps[likelihood]?.[impact] ?? 0;
      cells.push({
        likelihood,
        impact,
        step,
        score,
        x,
        y,
        width,
        circles: shown.map((risk, at) => ({ risk, x: x + 8 + circle + at * (circle * 2 + circleGap), y: y + cellHeight / 2 })),
        more: risks.length - shown.length,
        risks,
        words: cellWords(map, likelihood, impact, score, step, risks),
      });
    }
  }
  return {
    width: labelWidth + across * width,
    height: down * cellHeight,
    cells,
    rows: map.likelihoods.map((label, at) => ({ label: `${at + 1} ${label}`, y: (down - 1 - at) * cellHeight + cellHeight / 2 })),
    columns: map.impacts.map((label, at) => ({ label: `${at + 1} ${label}`, x: labelWidth + at * width, width })),
  };
}

function cellWords(map: HeatMap, likelihood: number, impact: number, score: number, step: number, risks: readonly HeatRisk[]): string {
  const place = `Likelihood ${map.likelihoods[likelihood] ?? ""}, impact ${map.impacts[impact] ?? ""}, ${score}: ${stepWords[step] ?? ""}`;
  const list = risks.map((risk) => `${risk.number} ${risk.words}`).join("; ");
  return list ? `${place}. ${list}` : `${place}. No risk`;
}

/** The bands of the legend: each step that occurs with its scores, the mildest first. */
export function bandsOf(layout: HeatLayout): { step: number; words: string; scores: string }[] {
  const steps = [...new Set(layout.cells.map((cell) => cell.step))].sort((a, b) => a - b);
  return steps.map((step) => {
    const scores = layout.cells.filter((cell) => cell.step === step).map((cell) => cell.score);
    const [least, most] = [Math.min(...scores), Math.max(...scores)];
    return { step, words: stepWords[step] ?? "", scores: least === most ? String(least) : `${least}–${most}` };
  });
}
