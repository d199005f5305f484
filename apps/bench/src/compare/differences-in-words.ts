import { canonicalJson } from "@worldwise/experiment";
import type { RunSide } from "./run-side.ts";

/** What differs between two run folders beside their numbers, and what is missing: a sentence each. */
export function differencesInWords(a: RunSide, b: RunSide): readonly string[] {
  return [...ofExperiments(a, b), ...ofCode(a, b), ...ofStudies(a, b), ...ofRuns(a, b)];
}

function ofExperiments({ manifest: a }: RunSide, { manifest: b }: RunSide): readonly string[] {
  if (a.experiment.name !== b.experiment.name) {
    return [`A is the experiment “${a.experiment.name}”, B is “${b.experiment.name}”: only what has the same names is compared.`];
  }
  return canonicalJson(a.experiment) === canonicalJson(b.experiment) ? [] : ["Both have the same name, but their experiments differ."];
}

function ofCode({ manifest: a }: RunSide, { manifest: b }: RunSide): readonly string[] {
  if (a.codeDigest === b.codeDigest) return ["Both were run by the same code."];
  const names = [...new Set([...Object.keys(a.packages), ...Object.keys(b.packages)])].sort();
  const changed = names.filter((name) => a.packages[name] !== b.packages[name])
    .map((name) => `${name} ${a.packages[name] ?? "none"} → ${b.packages[name] ?? "none"}`);
  return [`They were run by different code${changed.length === 0 ? "" : `: ${changed.join(", ")}`}.`];
}

function ofStudies(a: RunSide, b: RunSide): readonly string[] {
  const names = [...new Set([...a.studies.keys(), ...b.studies.keys()])];
  return names.flatMap((name) => {
    const [here, there] = [a.studies.get(name), b.studies.get(name)];
    if (!here || !there) return [`The study “${name}” is in ${here ? "A" : "B"} alone.`];
    const metrics = [...new Set([...Object.keys(here.metrics), ...Object.keys(there.metrics)])];
    return metrics.flatMap((metric) => metricInWords(name, metric, here.metrics[metric], there.metrics[metric]));
  });
}

function metricInWords(study: string, metric: string, here: unknown, there: unknown): readonly string[] {
  if (here === undefined || there === undefined) return [`The metric “${metric}” of “${study}” is in ${here === undefined ? "B" : "A"} alone.`];
  if (canonicalJson(here) === canonicalJson(there)) return [];
  return [`The metric “${metric}” of “${study}” means something else in B: it is not compared.`];
}

function ofRuns(a: RunSide, b: RunSide): readonly string[] {
  const shared = [...a.runs].flatMap(([key, run]) => (b.runs.has(key) ? [[run, b.runs.get(key)!] as const] : []));
  const changed = shared.filter(([here, there]) => here.spec !== there.spec).length;
  const alone = (one: RunSide, other: RunSide): number => [...one.runs.keys()].filter((key) => !other.runs.has(key)).length;
  const missing = ({ planned, runs }: RunSide): number => planned.size - runs.size;
  return [
    `${shared.length} runs are in both.`,
    ...(changed > 0 ? [`${changed} of them have the same labels but other specifications.`] : []),
    ...([["A", a, b], ["B", b, a]] as const).flatMap(([name, one, other]) => [
      ...(missing(one) > 0 ? [`${missing(one)} of ${one.planned.size} runs of ${name} are not finished.`] : []),
      ...(alone(one, other) > 0 ? [`${alone(one, other)} finished runs of ${name} have no counterpart, and are left out.`] : []),
    ]),
  ];
}
