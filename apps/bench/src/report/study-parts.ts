import type { ModelErrors } from "@worldwise/experiment";
import type { StudySummary } from "../summarize.ts";
import { aggregateChart, aggregateTable, profileChart, profileTable } from "./aggregate-chart.ts";
import { aggregatesOf, profilesOf } from "./aggregates.ts";
import { boundChart, boundRows, boundTable } from "./bounds-part.ts";
import type { MetricComparison } from "./comparisons.ts";
import type { DataTable } from "./data-table.ts";
import { tableCsv } from "./data-table.ts";
import { fileName } from "./file-name.ts";
import { horizonChart, horizonNames } from "./horizon-part.ts";
import { improvementChart, improvementTable } from "./improvement-chart.ts";
import { errorNames, errorScatter, modelErrorTable, withExactEnding } from "./model-error-part.ts";
import { scoresOf } from "./scores.ts";
import { studyAxes } from "./study-axes.ts";
import type { StudyPicture } from "./study-pictures.ts";
import { sweepCharts } from "./sweep-chart.ts";
import { comparable, methodRuns } from "./task-runs.ts";

/** One way to look at a part: of one metric, mostly. */
export interface PartView {
  readonly label: string;
  readonly pictures: readonly StudyPicture[];
  readonly tables: readonly DataTable[];
}

/** A part of a study's section that is made for every study that has the axes for it. */
export interface StudyPart {
  /** For ids and file names. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly views: readonly PartView[];
}

/** Everything that a study's axes and endings allow, beside the charts that it asks for. */
export function studyParts(summary: StudySummary, compared: readonly MetricComparison[]): readonly StudyPart[] {
  const parts = [overTasks(summary), improvements(summary, compared), sweeps(summary), modelErrors(summary)];
  return parts.flatMap((part) => (part.views.length > 0 ? [part] : []));
}

/** Aggregates and profiles, where there are tasks. */
function overTasks(summary: StudySummary): StudyPart {
  const { method, tasks } = studyAxes(summary.study);
  const wanted = method === undefined || tasks.length === 0 ? [] : summary.metrics;
  return {
    name: "over-tasks", title: "Over all tasks",
    about: `Tasks are the combinations of the axes other than ${method ?? ""} and seed. Scores make them comparable; every task counts the same.`,
    views: wanted.flatMap(({ name, metric }, index) => {
      const runs = comparable(methodRuns(summary, index, method!));
      if (runs.tasks.length < 2 || runs.methods.length === 0) return [];
      const scores = scoresOf(runs, metric);
      const [rows, profiles] = [aggregatesOf(summary.study.name, scores), profilesOf(summary.study.name, scores)];
      const file = (what: string): string => fileName(summary.study.name, what, index + 1, name);
      const profile = { picture: profileChart(profiles, scores, file("profile")), csv: tableCsv(profileTable(profiles, scores, file("profile"))) };
      return [{
        label: name, tables: [aggregateTable(rows, scores, file("aggregates"))],
        pictures: [{ picture: aggregateChart(rows, scores, file("aggregates")) }, ...(profiles.length > 0 ? [profile] : [])],
      }];
    }),
  };
}

/** Every method against every other. */
function improvements({ study }: StudySummary, compared: readonly MetricComparison[]): StudyPart {
  return {
    name: "improvement", title: "Which is better, and how surely",
    about: `Every ${compared[0]?.method ?? ""} against every other, over all places of the study.`,
    views: compared.map(({ place, runs, comparisons }) => {
      const facts = { runs, name: fileName(study.name, "improvement", place + 1, runs.metric) };
      return {
        label: runs.metric, pictures: [{ picture: improvementChart(comparisons, facts) }], tables: [improvementTable(comparisons, facts)],
      };
    }),
  };
}

/** Each metric along each axis of numbers. */
function sweeps(summary: StudySummary): StudyPart {
  const { method, sweeps: axes } = studyAxes(summary.study);
  return {
    name: "sweep", title: "Along the sweep", about: "How each metric changes along the axes whose labels are numbers.",
    views: summary.metrics.flatMap((metric, index) => {
      const pictures = axes.flatMap((axis) => sweepCharts(
        summary, metric, { axis, lines: axis === method ? undefined : method },
        (place) => fileName(summary.study.name, "sweep", axis, index + 1, metric.name, place),
      ));
      return pictures.length === 0 ? [] : [{ label: metric.name, pictures: pictures.map((picture) => ({ picture })), tables: [] }];
    }),
  };
}

/** Errors of models against what plans lose, with bounds, where both are known exactly; and errors by horizon where they were measured. */
function modelErrors(summary: StudySummary): StudyPart {
  return {
    name: "model-error", title: "Model error, and what it costs",
    about: "Errors of the final model, and what its plan loses. Where the world is finite and known, both are exact, and so are the bounds.",
    views: [...errorTable(summary), ...bounds(summary), ...scatters(summary), ...horizons(summary)],
  };
}

function errorTable(summary: StudySummary): readonly PartView[] {
  if (withExactEnding(summary).length === 0) return [];
  return [{ label: "table", pictures: [], tables: [modelErrorTable(summary, fileName(summary.study.name, "model-errors"))] }];
}

function bounds(summary: StudySummary): readonly PartView[] {
  const rows = boundRows(summary);
  if (rows.length === 0) return [];
  const name = fileName(summary.study.name, "bounds");
  const picture = boundChart(rows, name);
  return [{ label: "bounds", pictures: picture ? [{ picture }] : [], tables: [boundTable(rows, summary.axes, name)] }];
}

function scatters(summary: StudySummary): readonly PartView[] {
  const { method } = studyAxes(summary.study);
  const measures = Object.keys(errorNames) as readonly (keyof ModelErrors)[]; // its keys are just these
  return measures.flatMap((measure) => {
    const picture = errorScatter(summary, { measure, method, name: fileName(summary.study.name, "model-error", measure) });
    return picture ? [{ label: errorNames[measure], pictures: [{ picture }], tables: [] }] : [];
  });
}

function horizons(summary: StudySummary): readonly PartView[] {
  const { method } = studyAxes(summary.study);
  const measures = Object.keys(horizonNames) as readonly (keyof typeof horizonNames)[]; // its keys are just these
  const pictures = measures.flatMap((measure) => (
    horizonChart(summary, { measure, method, name: fileName(summary.study.name, "horizon", measure) }) ?? []
  ));
  return pictures.length === 0 ? [] : [{ label: "by horizon", pictures: pictures.map((picture) => ({ picture })), tables: [] }];
}
