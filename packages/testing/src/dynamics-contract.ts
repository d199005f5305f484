import type { Dynamics, Mdp, Space } from "@worldwise/protocol";
import { allocate, checkElement, checkLanes, heap, stepBuffers, toElement } from "@worldwise/protocol";
import type { Contract, ContractCheck } from "./contract.ts";
import { freshRun, recordLanes } from "./dynamics-run.ts";
import { laneOf, laneView } from "./lane-view.ts";
import type { ContractOptions, NamedStreams } from "./options.ts";
import { namedStreams } from "./options.ts";
import { ensureFullyWritten, poison } from "./poison.ts";
import { problemChecks } from "./problem-checks.ts";
import { samplesCheck } from "./samples-check.ts";
import { subjectOf } from "./subject.ts";
import { ensureSameTree } from "./tree-comparison.ts";
import { ensure } from "./violation.ts";

/** What the contract of a dynamics takes. */
export interface DynamicsContractOptions extends ContractOptions {
  /** Lanes at once. 5 when not given. */
  readonly lanes?: number;
  /** Random steps in all that must stay finite and inside the spaces. 10,000 when not given. */
  readonly steps?: number;
  /** The explicit face that samples must agree with; that of the dynamics itself, where it carries one. */
  readonly mdp?: Mdp;
}

/** What the checks of a dynamics share. */
interface Trial {
  readonly create: () => Dynamics & { readonly mdp?: Mdp };
  readonly streams: NamedStreams;
  readonly lanes: number;
  readonly steps: number;
}

/**
 * The contract of a dynamics, true or learned: it keeps nothing between calls, its lanes are apart, it writes all outputs
 * and no input, and it stays finite and inside its spaces.
 *
 * @param create - makes the dynamics anew; one that carries an `mdp` is compared with it
 */
export function testDynamics<O extends Space, A extends Space, S extends Space>(
  create: () => Dynamics<O, A, S> & { readonly mdp?: Mdp }, options?: DynamicsContractOptions,
): Contract;
export function testDynamics(create: () => Dynamics & { readonly mdp?: Mdp }, options: DynamicsContractOptions = {}): Contract {
  const { lanes = 5, steps = 10_000 } = options;
  const trial: Trial = { create, streams: namedStreams(options), lanes, steps };
  return {
    subject: subjectOf("dynamics", create),
    checks: [
      ...problemChecks(create), sameKey(trial), keepsNothing(trial), lanesApart(trial), inputsKept(trial), outputsWritten(trial),
      staysInside(trial), encodes(trial),
      samplesCheck(() => ({ dynamics: create(), mdp: options.mdp ?? create().mdp }), trial.streams),
    ],
  };
}

const recordSteps = 40;

const sameKey = ({ create, streams, lanes }: Trial): ContractCheck => ({
  name: "gives the same trajectory for the same key",
  run() {
    const [first, second] = [1, 2].map(
      () => recordLanes(create(), streams("world", lanes), streams("actions", lanes), recordSteps)
    );
    ensureSameTree(
      first!, second!, "the same trajectory from two that were made alike", "take randomness from the argument alone",
    );
  },
});

const keepsNothing = ({ create, streams, lanes }: Trial): ContractCheck => ({
  name: "keeps nothing between calls",
  run() {
    const dynamics = create();
    const run = freshRun(dynamics, streams, lanes);
    const again = stepBuffers(dynamics.state, lanes);
    for (let step = 0; step < recordSteps; step++) {
      run.choose();
      const [before, state, action] = [run.random.state.slice(), run.state.slice(), run.action.slice()];
      run.step();
      const after = run.random.state.slice();
      // Another step in between: what it may have kept shows now.
      dynamics.step(run.out.state.slice(), action.slice(), streams("between", lanes), again);
      run.random.state.set(before);
      dynamics.step(state, action, run.random, again);
      ensureSameTree(
        { ...run.out }, { ...again }, "the same step for the same state, action and random numbers", "keep physics in the state",
      );
      ensureSameTree(run.random.state, after, "the same draws for the same step", "draw from the argument alone");
      run.follow();
    }
  },
});

const lanesApart = ({ create, streams, lanes }: Trial): ContractCheck => ({
  name: "steps B lanes as it steps B single lanes, bit for bit",
  run() {
    const together = recordLanes(create(), streams("world", lanes), streams("actions", lanes), recordSteps);
    for (let b = 0; b < lanes; b++) {
      const [alone] = recordLanes(
        create(), laneView(streams("world", lanes), b), laneView(streams("actions", lanes), b), recordSteps,
      );
      ensureSameTree(
        together[b]!, alone!, `lane ${b} of ${lanes} like a single lane`, "let each lane read its own state, action and stream",
      );
    }
  },
});

const inputsKept = ({ create, streams, lanes }: Trial): ContractCheck => ({
  name: "does not write its inputs",
  run() {
    const dynamics = create();
    const run = freshRun(dynamics, streams, lanes);
    const seen = allocate(dynamics.observation, lanes);
    for (let step = 0; step < recordSteps; step++) {
      run.choose();
      const before = { state: run.state.slice(), action: run.action.slice() };
      run.step();
      ensureSameTree(before, { state: run.state, action: run.action }, "the inputs of step as they were", "write into out alone");
      dynamics.observe(run.state, seen);
      ensureSameTree(before.state, run.state, "the input of observe as it was", "write into outObservation alone");
      run.follow();
    }
  },
});

const outputsWritten = ({ create, streams, lanes }: Trial): ContractCheck => ({
  name: "writes its outputs fully",
  run() {
    const [first, second] = (["first", "second"] as const).map((filling) => {
      const dynamics = create();
      const written = {
        started: allocate(dynamics.state, lanes), seen: allocate(dynamics.observation, lanes),
        ...stepBuffers(dynamics.state, lanes),
      };
      poison(filling, written.started, written.seen, written.state, written.reward, written.terminated);
      const run = freshRun(dynamics, streams, lanes);
      run.choose();
      dynamics.start(streams("start", lanes), written.started);
      dynamics.observe(run.state, written.seen);
      dynamics.step(run.state, run.action, streams("step", lanes), written);
      return written;
    });
    for (const name of ["started", "seen", "state", "reward", "terminated"] as const) ensureFullyWritten(
      first![name], second![name], name,
    );
  },
});

const staysInside = ({ create, streams, lanes, steps }: Trial): ContractCheck => ({
  name: `stays finite and inside its spaces for ${steps} random steps`,
  run() {
    const dynamics = create();
    const run = freshRun(dynamics, streams, lanes);
    checkLanes(dynamics.state, run.out.state, lanes, "state");
    for (let step = 0; step * lanes < steps; step++) {
      run.choose();
      run.step();
      for (let b = 0; b < lanes; b++) {
        checkElement(
          dynamics.state, toElement(dynamics.state, laneOf(run.out.state, dynamics.state.size, b)),
          `the state after step ${step}`,
        );
        checkElement(
          dynamics.observation, toElement(dynamics.observation, laneOf(run.observation, dynamics.observation.size, b)),
          "the observation",
        );
        const [reward, terminated] = [run.out.reward[b]!, run.out.terminated[b]!];
        ensure(Number.isFinite(reward), `a finite reward in step ${step}`, String(reward), "look at what it is made of");
        ensure(terminated <= 1, `terminated 0 or 1 in step ${step}`, String(terminated), "write 1 where the MDP ended, else 0");
      }
      run.follow();
    }
  },
});

const encodes = ({ create, streams, lanes }: Trial): ContractCheck => ({
  name: "observes what it encoded, where it encodes",
  run() {
    const dynamics = create();
    if (!dynamics.encode) return;
    const run = freshRun(dynamics, streams, lanes);
    const [encoded, seen] = [allocate(dynamics.state, lanes, heap), allocate(dynamics.observation, lanes, heap)];
    for (let step = 0; step < recordSteps; step++) {
      const before = run.observation.slice();
      dynamics.encode(run.observation, encoded);
      dynamics.observe(encoded, seen);
      ensureSameTree(before, run.observation, "the input of encode as it was", "write into outState alone");
      ensureSameTree(
        run.observation, seen, "the same observation after encode and observe",
        "leave encode out where one observation is not enough",
      );
      run.choose();
      run.step();
      run.follow();
    }
  },
});
