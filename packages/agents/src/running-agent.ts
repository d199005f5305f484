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
  const state: StateTree = { ...assembly.state, schedule, streams: assembly.streams.state };
  const record = recorder(assembly, problem);
  return {
    lanes, decision, model, metrics,
    begin: (lane) => policy.begin?.(lane),
    act: (observation, outAction, mode = "explore") => { policy.act(observation, acting, outAction, mode); },
    observe(batch) {
      data.add(record(batch));
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
  const columns = Object.entries<{ readonly column: unknown }>(records);
  const extras = Object.fromEntries(columns.map(([name, { column }]) => [name, column]));
  const recorded = { ...transitionBatch(spaces, lanes), extras };
  return (batch) => Object.assign(recorded, batch, { extras });
}
