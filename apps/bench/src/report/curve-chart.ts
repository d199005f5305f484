import { showNumber } from "../text-table.ts";
import type { CurveAxis, CurveChart, CurveLine } from "./curves.ts";
import { bandResamples } from "./curves.ts";
import type { LinePoint } from "./line-chart.ts";
import { lineChart } from "./line-chart.ts";
import type { Picture } from "./picture.ts";

const measured = {
  length: "steps of an episode", return: "return of an episode", evaluation: "return of an evaluation",
} as const;

/** What learning is counted in, as it stands at an axis. */
export const axisNames: Readonly<Record<CurveAxis, string>> = { episode: "episode", step: "real steps", second: "seconds" };

/** What the chart is of. */
export interface CurveFacts {
  readonly name: string;
  readonly place: string;
  readonly along?: CurveAxis;
}

/** Learning curves as a picture: one line for each label, its band, and a key above. */
export function curveChart(chart: CurveChart, lines: readonly CurveLine[], { name, place, along = "episode" }: CurveFacts): Picture {
  const isLog = chart.scale === "log" && lines.every(({ curve }) => curve.estimate.every((value) => value > 0));
  const what = measured[chart.of];
  return lineChart({
    name, title: `Learning curves${along === "episode" ? "" : ` over ${axisNames[along]}`}${place === "" ? "" : `: ${place}`}`,
    caption: `${capital(what)}${isLog ? " (logarithmic)" : ""}: interquartile mean over ${seedsOf(lines)}, `
      + `with pointwise 95 % bootstrap bands (${bandResamples} resamples)${blocksOf(lines)}.${notes[along]}`,
    description: `${capital(what)} by ${axisNames[along]}. ${lines.map((line) => describe(line, along)).join("; ")}.`,
    x: { label: axisNames[along] }, y: { label: what, scale: isLog ? "log" : "linear" },
    lines: lines.map((line) => ({ label: line.label, place: line.place, points: pointsOf(line) })),
  });
}

const notes: Readonly<Record<CurveAxis, string>> = {
  episode: "", step: " Each line ends where its first run does.",
  second: " A run's seconds, on the machine that ran it, are shared out over its real steps evenly; each line ends where its first run does.",
};

function pointsOf({ positions, curve }: CurveLine): readonly LinePoint[] {
  return positions.map((position, k) => ({
    x: position, estimate: curve.estimate[k]!, low: curve.low[k]!, high: curve.high[k]!,
  }));
}

function describe({ label, positions, curve }: CurveLine, along: CurveAxis): string {
  const at = (x: number): string => `${showNumber(curve.estimate[x]!)} at ${axisNames[along]} ${showNumber(positions[x]!)}`;
  return `${label}: ${at(0)}, ${at(positions.length - 1)}`;
}

/** "30 seeds", or "28 to 30 seeds" where they differ. */
function seedsOf(lines: readonly CurveLine[]): string {
  const counts = lines.flatMap(({ curve }) => [...curve.count]);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  return `${fewest === most ? "" : `${fewest} to `}${most} ${most === 1 ? "seed" : "seeds"}`;
}

/** Says so where runs were averaged. */
function blocksOf(lines: readonly CurveLine[]): string {
  const most = Math.max(1, ...lines.map(({ blockSize }) => blockSize));
  return most === 1 ? "" : `; each run averaged over blocks of ${most}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
