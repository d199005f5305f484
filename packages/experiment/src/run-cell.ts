import type { Agent, Mdp } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import type { CellCheckpoints } from "./cell-checkpoints.ts";
import { cellInProgress } from "./cell-in-progress.ts";
import type { CellInProgress } from "./cell-in-progress.ts";
import type { AttemptRows, CellResult, CellSpec } from "./cell.ts";
import type { LoadPlugin } from "./create-from-spec.ts";
import { evaluatedPolicy } from "./evaluated-policy.ts";
import { exactValues, optimalValue } from "./exact-values.ts";
import { modelErrors } from "./model-errors.ts";
import { finalQuality, qualityMeter } from "./model-quality/quality-meter.ts";
import type { QualityMeter } from "./model-quality/quality-meter.ts";
import { policyLoss } from "./policy-loss.ts";
import { optimalEpisodeReturn } from "./regret.ts";
import type { Run, RunSpec } from "./start-run.ts";
import { startRun } from "./start-run.ts";
import { stateValues, valueErrors } from "./value-errors.ts";

/** How a cell is run. */
export interface RunCellOptions {
  /** Where a cell that was interrupted goes on; without it every cell starts anew. */
  readonly checkpoints?: CellCheckpoints;
  /** Told what was recorded before an error that ends the cell. */
  readonly onFailure?: (rows: AttemptRows) => void;
}

/**
 * Runs one cell. What comes back depends on the spec and the code alone: not on whether it was interrupted, how often, or where.
 *
 * A checkpoint that does not fit is refused, and the cell starts anew. Throws `cell-stopped` when a pause says so.
 */
export async function runCell(spec: CellSpec, load: LoadPlugin, { checkpoints, onFailure }: RunCellOptions = {}): Promise<CellResult> {
  const start = async (): Promise<Started> => startCell(spec, load);
  const started = await resumed(start, checkpoints) ?? await start();
  try {
    if (checkpoints) await advanceWithPauses(started.cell, checkpoints);
    else started.cell.advance(Infinity);
    return resultOf(started, spec);
  } catch (error) {
    const { episodes, evaluations } = started.cell;
    onFailure?.({ episodes, evaluations });
    throw error;
  } finally {
    close(started);
  }
}

interface Started {
  readonly run: Run;
  readonly meter: QualityMeter | undefined;
  readonly cell: CellInProgress;
}

async function startCell(spec: CellSpec, load: LoadPlugin): Promise<Started> {
  const run = await startRun(runSpec(spec), load);
  const meter = await qualityMeter(spec, run, load);
  return { run, meter, cell: cellInProgress(run, spec, meter) };
}

function close({ run: { environment, evaluation }, meter }: Started): void {
  meter?.close();
  environment.close?.();
  evaluation.close?.();
}

/** The cell as its checkpoint has it; undefined where there is none that fits. */
async function resumed(start: () => Promise<Started>, checkpoints: CellCheckpoints | undefined): Promise<Started | undefined> {
  const bytes = checkpoints?.load();
  if (!checkpoints || !bytes) return undefined;
  const started = await start();
  try {
    started.cell.restore(bytes);
  } catch (error) {
    close(started);
    checkpoints.refuse(error instanceof Error ? error.message : String(error));
    return undefined;
  }
  checkpoints.resume(started.cell.steps);
  return started;
}

async function advanceWithPauses(cell: CellInProgress, checkpoints: CellCheckpoints): Promise<void> {
  while (!cell.isOver()) {
    const { save, stop, steps } = await checkpoints.pause(cell.steps);
    if (save && cell.save) checkpoints.save(cell.save());
    if (stop) throw stopped(cell.steps);
    cell.advance(steps);
  }
}

const stopped = (steps: number): WorldwiseError => new WorldwiseError("cell-stopped", {
  expected: "the end of the cell", got: `a stop after ${steps} steps`, todo: "run the cell again: it goes on from its checkpoint",
}, { steps });

function runSpec({ environment, agent, seed, budget: { maxEpisodeSteps }, evaluate: evaluation }: CellSpec): RunSpec {
  const evaluationSteps = evaluation?.maxEpisodeSteps ?? maxEpisodeSteps;
  return {
    environment, agent, seed,
    ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }),
    ...(evaluationSteps !== undefined && { maxEvaluationSteps: evaluationSteps }),
  };
}

/** What is told of a cell whose budget is used up. */
function resultOf({ run, meter, cell: { episodes, evaluations, quality } }: Started, { budget: { maxEpisodeSteps } }: CellSpec): CellResult {
  const best = run.mdp && maxEpisodeSteps && optimalEpisodeReturn(run.mdp, maxEpisodeSteps);
  return {
    episodes, evaluations, ...finalQuality(meter, quality, episodes.length), ...ending(run),
    ...(best !== undefined && { optimalEpisodeReturn: best }), metrics: run.agent.metrics(),
  };
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
