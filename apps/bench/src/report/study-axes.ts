import type { Study } from "@worldwise/experiment";
import { labelsOf } from "./facets.ts";

/** What the axes of a study are, besides `seed`. */
export interface StudyAxes {
  /** What is compared; undefined where nothing is. */
  readonly method: string | undefined;
  /** Axes that change the world itself, by name rather than by degrees: what a method should do well at all of. */
  readonly tasks: readonly string[];
  /** Axes along which something grows: all labels are different numbers. */
  readonly sweeps: readonly string[];
}

/** Finds out what is compared: what charts draw as lines, or else what the agent's specification names first. */
export function studyAxes(study: Study): StudyAxes {
  const axes = Object.keys(study.axes).filter((axis) => axis !== "seed" && labelsOf(study, axis).length > 1);
  const sweeps = axes.filter((axis) => isNumeric(labelsOf(study, axis)));
  const named = axes.filter((axis) => !sweeps.includes(axis));
  const worlds = named.filter((axis) => names(study.environment, axis));
  const drawn = new Set(study.charts.map(({ lines }) => lines));
  const candidates = [...named.filter((axis) => !worlds.includes(axis)), ...sweeps, ...worlds];
  const method = candidates.find((axis) => drawn.has(axis) && !worlds.includes(axis)) ?? candidates[0];
  return { method, tasks: worlds.filter((axis) => axis !== method), sweeps };
}

const isNumeric = (labels: readonly string[]): boolean =>
  labels.every((label) => label.trim() !== "" && Number.isFinite(Number(label))) && new Set(labels.map(Number)).size === labels.length;

/** Whether a specification holds a placeholder of an axis. */
function names(specification: unknown, axis: string): boolean {
  const text = JSON.stringify(specification);
  return new RegExp(`"\\$${axis}(\\.[^"]*)?"`).test(text);
}
