import type { Agent, Mdp } from "@worldwise/protocol";
import { driver, evaluate } from "@worldwise/rollout";
import { mean } from "@worldwise/stats";
import type { CellResult, CellSpec, EpisodeRecord, EvaluationRecord } from "./cell.ts";
import type { LoadPlugin } from "./create-from-spec.ts";
import { evaluatedPolicy } from "./evaluated-policy.ts";
import { exactValues, optimalValue } from "./exact-values.ts";
import { modelErrors } from "./model-errors.ts";
import { finalQuality, qualityMeter } from "./model-quality/quality-meter.ts";
import type { QualityMeter } from "./model-quality/quality-meter.ts";
import type { QualityRecord } from "./model-quality/quality-record.ts";
import { policyLoss } from "./policy-loss.ts";
import { optimalEpisodeReturn } from "./regret.ts";
import type { Run, RunSpec } from "./start-run.ts";
import { startRun } from "./start-run.ts";
import { stateValues, valueErrors } from "./value-errors.ts";

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
  run: Run, { budget: { episodes: mostEpisodes, steps, maxEpisodeSteps }, evaluate: evaluation }: CellSpec,
  meter: QualityMeter | undefined,
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
  const best = run.mdp && maxEpisodeSteps && optimalEpisodeReturn(run.mdp, maxEpisodeSteps);
  return {
    episodes, evaluations, ...finalQuality(meter, quality, episodes.length), ...ending(run),
    ...(best !== undefined && { optimalEpisodeReturn: best }), metrics: run.agent.metrics(),
  };
}

/** Means over some episodes of the policy that is judged. Training goes on as if it had not happened. */
function judge({ agent, evaluation }: Run, episodes: number): { return: number; length: number } {
  const judged = evaluate(agent, evaluation, { episodes }).episodes;
  return { return: mean(judged.map((episode) => episode.return)), length: mean(judged.map(({ length }) => length)) };
}

/** What a finite world tells at the end: true values, and the planner's tables with the layout that they are drawn on. */
function ending({ agent, mdp, grid }: Run): Omit<CellResult, "episodes" | "evaluations" | "metrics"> {
  const { valueTable } = agent.decision;
  const layout = grid && valueTable && { grid: { ...grid, stateOfCell: [...grid.stateOfCell] } };
  if (!mdp) return valueTable ? { tables: { value: [...valueTable], greedyAction: [] }, ...layout } : {};
  const policy = evaluatedPolicy(agent, mdp);
  const optimal = optimalValue(mdp);
  const exact = optimal && exactValues(mdp, policy, optimal);
  return {
    ...(exact && { exact }), ...(optimal && errorsOf(agent, mdp, optimal)),
    ...(valueTable && { tables: { value: [...valueTable], greedyAction: [...policy] } }), ...layout,
  };
}

/** How model and values err, as far as the model is an explicit one, and the planner tells values. */
function errorsOf(
  { model: { mdp: model }, decision }: Agent, world: Mdp, optimal: Float64Array,
): Pick<CellResult, "modelErrors" | "policyLoss" | "valueErrors"> {
  const planned = stateValues(decision, world.stateCount);
  const errors = model && decision.valueTable && modelErrors(model, world, { planned: decision.valueTable, optimal });
  const loss = model && policyLoss(model, world);
  return {
    ...(errors && { modelErrors: errors }), ...(loss && { policyLoss: loss }),
    ...(planned && { valueErrors: valueErrors(planned, optimal, world) }),
  };
}
