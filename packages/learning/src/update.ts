import type { Dataset, Decision, ExtraKey, LearnerNeed, Outcome, Parameters, Random, Space } from "@worldwise/protocol";
import type { DerivedNumbers } from "./columns.ts";
import { gatherBatch } from "./columns.ts";
import type { GradientState } from "./gradient-state.ts";
import { assignmentKey, precisionOf } from "./gradient-state.ts";
import type { Words } from "./lift-decision.ts";
import { readWords } from "./lift-decision.ts";
import { fromState } from "./parameter-tree.ts";
import type { Plan } from "./plan.ts";
import { rowAssignment } from "./row-assignment.ts";
import type { Round, Session } from "./session.ts";
import { enter, leave, session } from "./session.ts";
import { rowCounts, train } from "./train.ts";

type AnyData = Dataset<Space, Space, ExtraKey>;
type Update = (state: GradientState, data: AnyData, decision: Decision<LearnerNeed>, random: Random) => Outcome | undefined;

/** The update of a learner. What it closes over is scratch. */
export function updaterOf(plan: Plan): Update {
  const { options, model } = plan;
  const assignment = rowAssignment(options);
  const absorb = absorberOf(plan);
  const derive = deriverOf(plan);
  const sessionFor = sessionsOf(plan);
  return (state, data, decision, random) => {
    absorb(state, data);
    state.updates++;
    if (data.size === 0) return undefined;
    assignment.read(data, assignmentKey(state));
    const words = readWords(decision, plan.words);
    const current = sessionFor(state, words, rowCounts(assignment, options));
    const round: Round = { session: current, state, data, words, random, assignment, derived: derive(data, decision) };
    enter(round);
    const outcome = train(round, options);
    leave(round);
    for (const member of state.members) model.derive?.(fromState(member));
    rankElites(state);
    return outcome;
  };
}

/** The best members on the held-out transitions first; as they were where there are none. */
function rankElites({ elites, holdoutLoss, holdoutCount, members }: GradientState): void {
  if (holdoutCount === 0) return;
  const ranked = members.map((_, e) => e).sort((a, b) => holdoutLoss[a]! - holdoutLoss[b]! || a - b);
  elites.forEach((_, k) => (elites[k] = ranked[k]!));
}

/** Sessions that were compiled last: an agent each, where one learner serves several. */
const SESSIONS_KEPT = 4;

/** Finds the session for words and row counts, or compiles it. */
function sessionsOf({ model, parts: { loss, rewardLoss, judge, column }, optimizer, options, spaces, extraSizes }: Plan):
(state: GradientState, words: Words, rows: readonly number[]) => Session {
  const kept: Session[] = [];
  return (state, words, rows) => {
    const found = kept.find((each) => each.fits(words, rows));
    if (found) return found;
    const members = state.members.map((member) => fromState<Parameters>(member));
    const { gradientLimit, holdoutFraction, batchSize, rewardWeight } = options;
    kept.unshift(session({
      objective: { model, loss, rewardLoss, rewardWeight }, optimizer, gradientLimit, spaces, extraSizes, words, members, rows, judge,
      precision: precisionOf(options.precision, members), evaluationRows: holdoutFraction > 0 ? batchSize : 0,
    }, column?.gives));
    kept.length = Math.min(kept.length, SESSIONS_KEPT);
    return kept[0]!;
  };
}

/** Shows new transitions to every member, where the parts or the class want that, and moves the state's clock. */
function absorberOf(
  { parts: { absorb: own }, model, spaces, options: { batchSize } }: Plan,
): (state: GradientState, data: AnyData) => void {
  const absorb = own ?? model.absorb;
  if (!absorb) return (state, { added }) => void (state.seen = added);
  const [batch, indices] = [gatherBatch(spaces, {}, batchSize), new Int32Array(batchSize)];
  return (state, data) => {
    const oldest = data.added - data.size;
    for (let row = Math.max(state.seen, oldest); row < data.added; row += batchSize) {
      const count = Math.min(batchSize, data.added - row);
      for (let b = 0; b < count; b++) indices[b] = row - oldest + b;
      data.gather(indices.subarray(0, count), batch);
      for (const member of state.members) absorb(fromState(member), batch);
    }
    state.seen = data.added;
  };
}

/** Computes the derived column, where there is one. */
function deriverOf({ parts: { column } }: Plan): (data: AnyData, decision: Decision<LearnerNeed>) => DerivedNumbers | undefined {
  if (!column) return () => undefined;
  const { gives: name, size = 1 } = column;
  const derived = { name, size, numbers: new Float64Array(0) };
  return (data, decision) => {
    const count = size * data.size;
    if (derived.numbers.length < count) derived.numbers = new Float64Array(2 * count);
    column.compute(data, decision, derived.numbers.subarray(0, count));
    return derived;
  };
}
