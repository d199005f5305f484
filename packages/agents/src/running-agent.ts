import type { Agent, Space, Spaces, StateTree, TransitionBatch } from "@worldwise/protocol";
import { loadTree, saveTree, transitionBatch } from "@worldwise/protocol";
import type { Assembly } from "./assembly.ts";

/** What a composition adds to its assembly. */
export interface Schedule<O extends Space, A extends Space> {
  /** Real transitions came in and are in the data set: now learn and plan. */
  afterObserving(batch: TransitionBatch<O, A>): void;
  /** What the composition itself remembers. */
  readonly state: StateTree;
}

/** The agent of an assembly: act, observe, save, load. */
export function runningAgent<O extends Space, A extends Space>(
  assembly: Assembly<O, A>, problem: Spaces<O, A>, { afterObserving, state: schedule }: Schedule<O, A>,
): Agent<O, A> {
  const { policy, data, acting, lanes, decision, model, metrics } = assembly;
  const begun = new Uint8Array(lanes);
  const state: StateTree = { ...assembly.state, schedule, begun, streams: assembly.streams.state };
  const record = recorder(assembly, problem);
  const begin = (): void => {
    if (!policy.begin) return;
    for (let b = 0; b < lanes; b++) if (begun[b] === 0) policy.begin(b);
  };
  return {
    lanes, decision, model, metrics,
    act(observation, outAction, mode = "explore") {
      begin();
      begun.fill(1);
      policy.act(observation, acting, outAction, mode);
    },
    observe(batch) {
      data.add(record(batch));
      for (let b = 0; b < batch.size; b++) if (batch.last[b] === 1) begun[b % lanes] = 0;
      afterObserving(batch);
    },
    save: () => saveTree(state),
    load: (saved) => loadTree(state, saved),
  };
}

/** Adds the columns that the policy left behind, where it leaves any. */
function recorder<O extends Space, A extends Space>(
  { policy, lanes }: Assembly<O, A>, spaces: Spaces<O, A>,
): (batch: TransitionBatch<O, A>) => TransitionBatch<O, A> {
  const { records } = policy;
  if (!records || Object.keys(records).length === 0) return (batch) => batch;
  const extras = Object.fromEntries(Object.entries<{ readonly column: unknown }>(records).map(([name, { column }]) => [name, column]));
  const recorded = { ...transitionBatch(spaces, lanes), extras };
  return (batch) => Object.assign(recorded, batch, { extras });
}
