import type { ModelErrors } from "@worldwise/experiment";
import type { StudySummary } from "../summarize.ts";
import { aggregateChart, aggregateTable, profileChart, profileTable } from "./aggregate-chart.ts";
import { aggregatesOf, profilesOf } from "./aggregates.ts";
import type { MetricComparison } from "./comparisons.ts";
import type { DataTable } from "./data-table.ts";
import { tableCsv } from "./data-table.ts";
import { fileName } from "./file-name.ts";
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

/** Errors of models against what plans lose, where both are known exactly. */
function modelErrors(summary: StudySummary): StudyPart {
  const { method } = studyAxes(summary.study);
  const { study: { name: study } } = summary;
  const measures = Object.keys(errorNames) as readonly (keyof ModelErrors)[]; // its keys are just these
  const pictures = measures.flatMap((measure) => {
    const picture = errorScatter(summary, { measure, method, name: fileName(study, "model-error", measure) });
    return picture ? [{ label: errorNames[measure], pictures: [{ picture }], tables: [] }] : [];
  });
  const table = { label: "table", pictures: [], tables: [modelErrorTable(summary, fileName(study, "model-errors"))] };
  return {
    name: "model-error", title: "Model error, and what it costs",
    about: "The world is finite and known, so that the errors of the final model and the loss of its plan are exact.",
    views: withExactEnding(summary).length === 0 ? [] : [table, ...pictures],
  };
}
