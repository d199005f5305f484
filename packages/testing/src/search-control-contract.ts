import type { DecisionContext, ModelFaces, SearchControl, SearchNeed, Space, StateTree } from "@worldwise/protocol";
import { checkElement, saveTree, toElement } from "@worldwise/protocol";
import type { Contract, ContractCheck } from "./contract.ts";
import { laneOf } from "./lane-view.ts";
import { markerCheck } from "./marker-check.ts";
import type { ContractOptions } from "./options.ts";
import { namedStreams } from "./options.ts";
import type { Draw, SearchTrial } from "./search-control-run.ts";
import { searchRun } from "./search-control-run.ts";
import { subjectOf } from "./subject.ts";
import { ensureSameTree } from "./tree-comparison.ts";
import { ensureSameStructure, ensureStateTree, structureOf } from "./tree-structure.ts";
import { triedPairsCheck } from "./tried-pairs-check.ts";
import type { WorldOptions } from "./world.ts";

/** What the contract of search control takes. */
export interface SearchControlContractOptions<O extends Space = Space, A extends Space = Space>
  extends ContractOptions, WorldOptions<O, A> {
  /** Faces and words that the contract cannot make up, or that should be others. */
  readonly view?: Partial<ModelFaces<O, A> & DecisionContext<O, A>>;
  /** Real steps in all. 60 when not given. */
  readonly steps?: number;
  /** Lanes of each draw. 4 when not given. */
  readonly lanes?: number;
}

/**
 * The contract of search control: what it draws is in the spaces, its list of needs is true, its state is a tree of fixed
 * structure, it keeps the promise of `triedPairs`, and n steps, save, load into another, n steps equal 2n steps, bit for bit.
 *
 * @param create - makes it anew
 */
export function testSearchControl<O extends Space, A extends Space, State extends StateTree, N extends SearchNeed>(
  create: () => SearchControl<O, A, State, N>, options?: SearchControlContractOptions<O, A>,
): Contract;
export function testSearchControl(create: () => SearchControl, options: SearchControlContractOptions = {}): Contract {
  const { world, view = {}, steps = 60, lanes = 4 } = options;
  const trial: SearchTrial = { create, world, view, steps, lanes, streams: namedStreams(options) };
  return {
    subject: subjectOf("search control", create),
    checks: [
      markerCheck("search-control", create), listedReads(trial), fixedState(trial), drawsInside(trial), inputsKept(trial),
      readsState(trial),
      goesOn(trial), triedPairsCheck(trial),
    ],
  };
}

const half = ({ steps }: SearchTrial): number => Math.floor(steps / 2);

/** A draw as a tree. */
const shown = ({ filled, observation, action }: Draw): StateTree => ({ filled, observation, action });

const listedReads = (trial: SearchTrial): ContractCheck => ({
  name: "reads no face and no word that it does not list",
  run: () => void searchRun(trial, true).run(trial.steps),
});

const fixedState = (trial: SearchTrial): ContractCheck => ({
  name: "its state is a tree whose structure stays as init made it",
  run() {
    const run = searchRun(trial);
    ensureStateTree(run.state);
    const before = structureOf(run.state);
    run.run(trial.steps);
    ensureStateTree(run.state);
    ensureSameStructure(before, run.state);
  },
});

const drawsInside = (trial: SearchTrial): ContractCheck => ({
  name: "fills as many lanes as it says, with observations and actions of their spaces",
  run() {
    const run = searchRun(trial);
    const { observation: seen, action: chosen } = run.world;
    const first = run.draw(trial.streams("before any data", trial.lanes));
    for (const { filled, observation, action } of [first, ...run.run(trial.steps)]) {
      for (let b = 0; b < filled; b++) {
        checkElement(seen, toElement(seen, laneOf(observation, seen.size, b)), "an observation that search control draws");
        checkElement(chosen, toElement(chosen, laneOf(action, chosen.size, b)), "an action that search control draws");
      }
    }
  },
});

const inputsKept = (trial: SearchTrial): ContractCheck => ({
  name: "does not write the batch that it observes",
  run() {
    const run = searchRun(trial);
    for (let step = 0; step < trial.steps; step++) {
      run.run(1);
      const { observation, action, reward, nextObservation, discount, last } = run.batch;
      const row = (array: typeof observation, size: number): typeof observation => laneOf(array, size, step).slice();
      const { all } = run.data;
      const { observation: { size }, action: { size: actionSize } } = run.world;
      const recorded: StateTree = {
        observation: row(all.observation, size), action: row(all.action, actionSize), reward: all.reward[step]!,
        nextObservation: row(all.nextObservation, size), discount: all.discount[step]!, last: all.last[step]!,
      };
      const now: StateTree = saveTree(
        { observation, action, reward: reward[0]!, nextObservation, discount: discount[0]!, last: last[0]! },
      );
      ensureSameTree(recorded, now, "the batch as it was", "copy what you change");
    }
  },
});

const readsState = (trial: SearchTrial): ContractCheck => ({
  name: "draws read nothing but state, view and stream",
  run() {
    const [run, other] = [searchRun(trial), searchRun(trial)];
    run.run(half(trial));
    const saved = run.save();
    const before = shown(run.draw(trial.streams("probe", trial.lanes)));
    run.run(half(trial));
    for (const loaded of [run, other]) {
      loaded.load(saved);
      ensureSameTree(
        before, shown(loaded.draw(trial.streams("probe", trial.lanes))), "the draw from when it was saved",
        "keep in the state all that a draw reads",
      );
    }
  },
});

const goesOn = (trial: SearchTrial): ContractCheck => ({
  name: "n steps, save, load into another, n steps equal 2n steps, bit for bit",
  run() {
    const [through, first, second] = [searchRun(trial), searchRun(trial), searchRun(trial)];
    const draws = through.run(2 * half(trial)).slice(half(trial));
    first.run(half(trial));
    second.load(first.save());
    ensureSameTree(
      draws.map(shown), second.run(half(trial)).map(shown), "the same draws as without a pause",
      "keep in the state all that is read",
    );
    ensureSameTree(through.save(), second.save(), "the same state as without a pause", "keep in the state all that is read");
  },
});
