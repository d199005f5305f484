import type { Agent, Mdp } from "@worldwise/protocol";
import { driver, evaluate } from "@worldwise/rollout";
import { mean } from "@worldwise/stats";
import type { CellResult, CellSpec, EpisodeRecord, EvaluationRecord, ModelErrors } from "./cell.ts";
import type { LoadPlugin } from "./create-from-spec.ts";
import { evaluatedPolicy } from "./evaluated-policy.ts";
import { exactValues, optimalValue } from "./exact-values.ts";
import { modelErrors } from "./model-errors.ts";
import { finalQuality, qualityMeter } from "./model-quality/quality-meter.ts";
import type { QualityMeter } from "./model-quality/quality-meter.ts";
import type { QualityRecord } from "./model-quality/quality-record.ts";
import type { Run, RunSpec } from "./start-run.ts";
import { startRun } from "./start-run.ts";

/** Runs one cell. What comes back depends on the spec and the code alone. */
export async function runCell(spec: CellSpec, load: LoadPlugin): Promise<CellResult> {
  const run = await startRun(runSpec(spec), load);
  const meter = await qualityMeter(spec, run, load);
  try {
    return driveRun(run, spec, meter);
  } finally {
    meter?.close();
    run.environment.close?.();
    run.evaluation.close?.();
  }
}

function runSpec({ environment, agent, seed, budget: { maxEpisodeSteps }, evaluate: evaluation }: CellSpec): RunSpec {
  const evaluationSteps = evaluation?.maxEpisodeSteps ?? maxEpisodeSteps;
  return {
    environment, agent, seed,
    ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }),
    ...(evaluationSteps !== undefined && { maxEvaluationSteps: evaluationSteps }),
  };
}

function driveRun(
  run: Run, { budget: { episodes: mostEpisodes, steps }, evaluate: evaluation }: CellSpec, meter: QualityMeter | undefined,
): CellResult {
  const episodes: EpisodeRecord[] = [];
  const evaluations: EvaluationRecord[] = [];
  const quality: QualityRecord[] = [];
  const loop = driver(run.agent, run.environment, {
    onEpisode({ length, return: total, terminated }, episode) {
      episodes.push({ episode, steps: length, return: total, terminated });
      if (evaluation && episode % evaluation.every === 0) evaluations.push({ episode, ...judge(run, evaluation.episodes) });
      if (meter?.isDue(episode)) quality.push(meter.measure(episode));
    },
  });
  loop.run({ ...(mostEpisodes !== undefined && { episodes: mostEpisodes }), ...(steps !== undefined && { steps }) });
  return { episodes, evaluations, ...finalQuality(meter, quality, episodes.length), ...ending(run), metrics: run.agent.metrics() };
}

/** Means over some episodes of the policy that is judged. Training goes on as if it had not happened. */
function judge({ agent, evaluation }: Run, episodes: number): { return: number; length: number } {
  const judged = evaluate(agent, evaluation, { episodes }).episodes;
  return { return: mean(judged.map((episode) => episode.return)), length: mean(judged.map(({ length }) => length)) };
}

/** What a finite world tells at the end: true values, and the planner's tables with the layout that they are drawn on. */
function ending({ agent, mdp, grid }: Run): Pick<CellResult, "exact" | "modelErrors" | "tables" | "grid"> {
  const { valueTable } = agent.decision;
  const layout = grid && valueTable && { grid: { ...grid, stateOfCell: [...grid.stateOfCell] } };
  if (!mdp) return valueTable ? { tables: { value: [...valueTable], greedyAction: [] }, ...layout } : {};
  const policy = evaluatedPolicy(agent, mdp);
  const exact = exactValues(mdp, policy);
  const errors = valueTable && errorsOf(agent, mdp, valueTable);
  return {
    ...(exact && { exact }), ...(errors && { modelErrors: errors }),
    ...(valueTable && { tables: { value: [...valueTable], greedyAction: [...policy] } }), ...layout,
  };
}

/** Where the model is an explicit one. */
function errorsOf({ model }: Agent, world: Mdp, planned: Float64Array): ModelErrors | undefined {
  const optimal = model.mdp && optimalValue(world);
  return model.mdp && optimal && modelErrors(model.mdp, world, { planned, optimal });
}
