import type { Issue } from "./data-issues.ts";
import type { AxisValue } from "./experiment.ts";
import { qualityDefaults } from "./model-quality/quality-record.ts";

/** The parts of a study that refer to each other by name. */
interface Named {
  readonly axes: Readonly<Record<string, readonly AxisValue[]>>;
  readonly metrics: Readonly<Record<string, { readonly kind: string; readonly horizon?: number }>>;
  readonly claims: readonly NamedClaim[];
  readonly charts: readonly { readonly lines: string; readonly metric?: string }[];
}

/** As far as its metrics have to do with it. */
interface Measured {
  readonly measure?: { readonly horizons?: readonly number[] | string };
}

interface NamedClaim {
  readonly metric: string;
  readonly axis: string;
  readonly at?: Readonly<Record<string, string>>;
  readonly better?: string;
  readonly than?: string;
  readonly order?: readonly string[];
  readonly of?: string;
}

const mostCells = 1_000_000;

/** Names that a study uses and does not have, labels that stand twice, more cells than anybody can run. */
export function studyIssues({ axes, metrics, claims, charts, measure }: Named & Measured): readonly Issue[] {
  const labels = new Map(Object.entries(axes).map(([name, values]) => [name, values.map(({ label }) => label)]));
  return [
    ...axesIssues(labels),
    ...Object.entries(metrics).flatMap(([name, metric]) => at(["metrics", name], qualityIssues(metric, measure))),
    ...claims.flatMap((claim, index) => at(["claims", index], claimIssues(claim, labels, metrics))),
    ...charts.flatMap((chart, index) => at(["charts", index], chartIssues(chart, labels, metrics))),
  ];
}

const at = (path: Issue["path"], messages: readonly string[]): readonly Issue[] => messages.map((message) => ({ path, message }));

function qualityIssues({ kind, horizon }: Named["metrics"][string], measure: Measured["measure"]): readonly string[] {
  if (kind !== "model-quality") return [];
  if (!measure) return ["nothing is measured: the study needs `measure`, such as `measure: { every: 10 }`"];
  const { horizons = qualityDefaults.horizons } = measure;
  if (horizon === undefined || typeof horizons === "string" || horizons.includes(horizon)) return [];
  return [`horizon ${horizon} is not among those that are measured: ${horizons.join(", ")}`];
}

type Labels = ReadonlyMap<string, readonly string[]>;

function axesIssues(labels: Labels): readonly Issue[] {
  const cells = [...labels.values()].reduce((product, { length }) => product * length, 1);
  const repeating = [...labels].filter(([, all]) => new Set(all).size < all.length);
  return [
    ...(labels.has("seed") ? [] : [{ path: ["axes"], message: "there is always an axis `seed`" }]),
    ...repeating.map(([name]) => ({ path: ["axes", name], message: "every label once" })),
    ...(cells > mostCells ? [{ path: ["axes"], message: `${cells} cells; at most ${mostCells}` }] : []),
  ];
}

function claimIssues(claim: NamedClaim, labels: Labels, metrics: Named["metrics"]): readonly string[] {
  const { metric, axis, at: place = {}, better, than, order = [], of } = claim;
  const compared = [better, than, of, ...order].filter((label) => label !== undefined);
  const points = [...Object.entries(place), ...compared.map((label) => [axis, label] as const)];
  const unknown = points.filter(([name, label]) => !labels.get(name)?.includes(label));
  return [
    ...metricIssues(metric, metrics),
    ...(labels.has(axis) ? [] : [`there is no axis ${axis}`]),
    ...(Object.hasOwn(place, axis) ? [`axis ${axis} is compared, so it cannot be held fixed by \`at\``] : []),
    ...unknown.map(([name, label]) => `axis ${name} has no label "${label}"`),
  ];
}

function chartIssues({ lines, metric }: Named["charts"][number], labels: Labels, metrics: Named["metrics"]): readonly string[] {
  return [...(labels.has(lines) ? [] : [`there is no axis ${lines}`]), ...(metric === undefined ? [] : metricIssues(metric, metrics))];
}

const metricIssues = (metric: string, metrics: Named["metrics"]): readonly string[] =>
  (Object.hasOwn(metrics, metric) ? [] : [`there is no metric "${metric}"; there are ${Object.keys(metrics).join(", ")}`]);
