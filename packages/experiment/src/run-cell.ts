import type { Agent, Mdp } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import type { CellCheckpoints } from "./cell-checkpoints.ts";
import { cellInProgress } from "./cell-in-progress.ts";
import type { CellInProgress } from "./cell-in-progress.ts";
import type { CellResult, CellSpec, ModelErrors } from "./cell.ts";
import type { LoadPlugin } from "./create-from-spec.ts";
import { evaluatedPolicy } from "./evaluated-policy.ts";
import { exactValues, optimalValue } from "./exact-values.ts";
import { modelErrors } from "./model-errors.ts";
import { finalQuality, qualityMeter } from "./model-quality/quality-meter.ts";
import type { QualityMeter } from "./model-quality/quality-meter.ts";
import type { Run, RunSpec } from "./start-run.ts";
import { startRun } from "./start-run.ts";

/** How a cell is run. */
export interface RunCellOptions {
  /** Where a cell that was interrupted goes on; without it every cell starts anew. */
  readonly checkpoints?: CellCheckpoints;
}

/**
 * Runs one cell. What comes back depends on the spec and the code alone: not on whether it was interrupted, how often, or where.
 *
 * A checkpoint that does not fit is refused, and the cell starts anew. Throws `cell-stopped` when a pause says so.
 */
export async function runCell(spec: CellSpec, load: LoadPlugin, { checkpoints }: RunCellOptions = {}): Promise<CellResult> {
  const start = async (): Promise<Started> => startCell(spec, load);
  const started = await resumed(start, checkpoints) ?? await start();
  const { run, meter, cell } = started;
  try {
    if (checkpoints) await advanceWithPauses(cell, checkpoints);
    else cell.advance(Infinity);
    const { episodes, evaluations, quality } = cell;
    return { episodes, evaluations, ...finalQuality(meter, quality, episodes.length), ...ending(run), metrics: run.agent.metrics() };
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
