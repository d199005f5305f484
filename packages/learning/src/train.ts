import type { Outcome, Random } from "@worldwise/protocol";
import { newBest } from "./best-members.ts";
import type { GradientLearnerOptions } from "./options.ts";
import type { RowAssignment } from "./row-assignment.ts";
import type { Round } from "./session.ts";
import { evaluate, step } from "./session.ts";
import type { Evaluated } from "./training-programs.ts";

/** Trains for one update. The state's losses begin at zero; what the programs hold is left as learned. */
export function train(round: Round, options: GradientLearnerOptions): Outcome | undefined {
  const { state } = round;
  const before = state.steps;
  state.trainingLoss.fill(0);
  const outcome = options.batches === "shuffled" ? trainEpochs(round, options) : trainSteps(round, options);
  state.trainingLoss.forEach((total, e) => (state.trainingLoss[e] = total / Math.max(1, state.steps - before)));
  if (options.batches !== "shuffled") onHoldout(round, "loss", state.holdoutLoss);
  onHoldout(round, "judged", state.judgedLoss);
  return outcome;
}

/** Rows of each member that a step takes. */
export const rowCounts = (
  { countOf }: RowAssignment, { batches, batchSize, members }: GradientLearnerOptions,
): readonly number[] => Array.from({ length: members }, (_, e) => (batches === "all" ? countOf(e) : batchSize));

function trainSteps(round: Round, { batches, steps, maximumSteps }: GradientLearnerOptions): Outcome | undefined {
  if (batches === "all") takeAll(round);
  for (let count = Math.min(steps, maximumSteps); count > 0; count--) {
    if (batches === "sampled") takeSample(round);
    if (!step(round)) return "non-finite";
  }
  return undefined;
}

function takeAll({ session: { loaders }, assignment }: Round): void {
  loaders.forEach(({ indices }, e) => indices.forEach((_, b) => (indices[b] = assignment.trainingIndex(e, b))));
}

function takeSample({ session: { loaders }, assignment, random }: Round): void {
  loaders.forEach(({ indices }, e) => {
    const count = assignment.countOf(e);
    for (let b = 0; b < indices.length; b++) indices[b] = assignment.trainingIndex(e, random.integer(count));
  });
}

/** Epochs, until none of `patience` in a row has helped on the held-out transitions; then back to the best. */
function trainEpochs(round: Round, options: GradientLearnerOptions): Outcome | undefined {
  const { state, session: { programs } } = round;
  const best = newBest(programs.members, options.improvement);
  const hasHoldout = onHoldout(round, "loss", state.holdoutLoss);
  best.offer(state.holdoutLoss);
  const last = state.steps + options.maximumSteps;
  let outcome: Outcome = "max-iterations";
  for (let epoch = 0, idle = 0; epoch < options.epochs && state.steps < last && outcome === "max-iterations"; epoch++) {
    if (!trainEpoch(round, last)) outcome = "non-finite";
    state.epochs++;
    if (!hasHoldout) continue;
    onHoldout(round, "loss", state.holdoutLoss);
    idle = best.offer(state.holdoutLoss) ? 0 : idle + 1;
    if (idle >= options.patience && outcome === "max-iterations") outcome = "converged";
  }
  if (hasHoldout) best.restore(state.holdoutLoss);
  return outcome;
}

/** Every row once, in an order drawn for each member; where the last batch is short, it takes from the beginning. */
function trainEpoch(round: Round, lastStep: number): boolean {
  const { session: { loaders }, assignment, state, random } = round;
  const orders = loaders.map((_, e) => shuffled(assignment.countOf(e), random));
  const batchSize = loaders[0]!.indices.length;
  const steps = Math.ceil(Math.max(...orders.map(({ length }) => length)) / batchSize);
  for (let i = 0; i < steps && state.steps < lastStep; i++) {
    loaders.forEach(({ indices }, e) => {
      const order = orders[e]!;
      for (let b = 0; b < batchSize; b++) indices[b] = assignment.trainingIndex(e, order[(i * batchSize + b) % order.length]!);
    });
    if (!step(round)) return false;
  }
  return true;
}

/** 0 … count−1 in a random order (Fisher, Yates). */
function shuffled(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, place) => place);
  for (let place = count - 1; place > 0; place--) {
    const other = random.integer(place + 1);
    const taken = order[place]!;
    order[place] = order[other]!;
    order[other] = taken;
  }
  return order;
}

/**
 * Writes the loss of every member, or what the judge says, on the held-out transitions: the mean over batches; where the last batch is short, it takes
 * from the beginning. Gives whether there are any.
 */
function onHoldout(round: Round, which: keyof Evaluated, outLoss: Float64Array): boolean {
  const { assignment, session: { evaluationLoader: { indices }, programs }, state } = round;
  const count = programs.evaluation ? assignment.holdoutCount : 0;
  state.holdoutCount = count;
  outLoss.fill(0);
  if (count === 0 || programs.evaluation?.[which].length === 0) return false;
  const batches = Math.ceil(count / indices.length);
  const loss = new Float64Array(outLoss.length);
  for (let i = 0; i < batches; i++) {
    for (let b = 0; b < indices.length; b++) indices[b] = assignment.holdoutIndex((i * indices.length + b) % count);
    evaluate(round, which, loss);
    loss.forEach((each, e) => (outLoss[e]! += each / batches));
  }
  return true;
}
