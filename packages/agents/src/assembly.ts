import type { Replay } from "@worldwise/data";
import { replay } from "@worldwise/data";
import { philox } from "@worldwise/math";
import type {
  Allocator, Dataset, Decision, DecisionContext, DecisionKey, ExtraKey, ExtraName, ExtrasOf, Model, ModelFace, ModelFaces, Outcome,
  PlannerGift,
  PlannerNeed, Policy, RandomKey, RandomLanes, Space, StateTree, TransitionBatch,
} from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";
import { liveRecord } from "./live-record.ts";
import { namedStreams } from "./named-streams.ts";
import type { NamedStreams } from "./named-streams.ts";
import type { LearnerAndPlanner, WorldFace } from "./parts.ts";

/** How an agent is started. */
export interface Start {
  readonly key: RandomKey;
  readonly lanes: number;
  /** Where tables live. */
  readonly allocator?: Allocator;
  /** Lanes whose rows take turns in the data set; `lanes` unless given, 1 where its rows are no trajectories. */
  readonly dataLanes?: number;
}

/** A learner and a planner, bound to their states, to each other and to their streams. It is left to say when each of them works. */
export interface Assembly<O extends Space, A extends Space> {
  readonly lanes: number;
  readonly data: Replay<O, A>;
  readonly policy: Policy<O, A>;
  readonly model: Partial<ModelFaces<O, A>>;
  readonly decision: Partial<DecisionContext<O, A>>;
  readonly streams: NamedStreams;
  readonly acting: RandomLanes;
  readonly planning: RandomLanes;
  readonly state: { readonly data: StateTree; readonly learner: StateTree; readonly planner: StateTree };
  updateModel(): Outcome | undefined;
  /** Undefined when the planner does not learn from transitions. */
  readonly learn: ((batch: TransitionBatch<O, A>) => void) | undefined;
  /** Undefined when the planner does not plan ahead. */
  readonly plan: (() => Outcome | undefined) | undefined;
  metrics(): Readonly<Record<string, number>>;
}

/** Binds the parts of a composition. Each has its own stream: `init`, `policy`, `model`, `planner`, `planning`. */
export function assemble<
  O extends Space, A extends Space, LS extends StateTree, PS extends StateTree,
  LN extends DecisionKey | ExtraName, LF extends ModelFace, PN extends PlannerNeed, PD extends PlannerGift, W extends WorldFace,
>(
  parts: LearnerAndPlanner<O, A, LS, PS, LN, LF, PN, PD, W>, { key, lanes, allocator = heap, dataLanes = lanes }: Start,
): Assembly<O, A> {
  const { learner, planner, problem, world, source = philox, capacity = 100_000 } = parts;
  const streams = namedStreams(source, key);
  const [init, modelling, deciding] = [streams.hand("init", 1), streams.hand("model", 1), streams.hand("planner", 1)];
  const [acting, planning] = [streams.hand("policy", lanes), streams.hand("planning", lanes)];
  const learned = learner.init(init.lane(0), allocator);
  const planned = planner.init(init.lane(0), allocator);
  const held: { replay?: Replay<O, A, ExtrasOf<PD>> } = {};
  const data: Dataset<O, A> = present(held);
  const columns = data as Dataset<O, A, ExtrasOf<LN>>; // LN ⊂ PD again: every column that is read is recorded
  const model: Partial<ModelFaces<O, A>> = liveRecord(learner.model(learned), world, { data });
  // The signatures of the compositions prove PN ⊂ faces; the compiler does not see it through the filtered lists.
  const faces = model as Model<PN, O, A>;
  const policy = planner.policy(planned, faces, (name, count) => streams.hand(`policy/${name}`, count));
  const kept = replay<O, A, ExtrasOf<PD>>(problem, capacity, { lanes: dataLanes, ...(policy.records && { extras: policy.records }) });
  held.replay = kept;
  const decision = planner.decision(planned);
  const words: Partial<DecisionContext<O, A>> = decision; // any choice of words is a part of all words
  const told = words as Decision<LN, O, A>; // LN ⊂ PD, proved by the same signatures
  const { learn, plan } = planner;
  return {
    lanes, model, streams, acting, planning, policy, decision: words,
    data: kept, // whoever adds to it adds the columns that the policy records
    state: { data: kept.state, learner: learned, planner: planned },
    updateModel: () => learner.update(learned, columns, told, modelling.lane(0)),
    // As for columns of the learner: what the planner reads, its policy has recorded.
    learn: learn && ((batch) => void learn(planned, batch as TransitionBatch<O, A, ExtrasOf<PN>>, deciding.lane(0))),
    plan: plan && (() => plan(planned, faces, deciding.lane(0))),
    metrics: () => ({ ...learner.metrics?.(learned), ...planner.metrics?.(planned) }),
  };
}

/** The data set before it exists: a policy may read it, and it holds what the policy records. */
function present<O extends Space, A extends Space, E extends ExtraKey>(held: { replay?: Replay<O, A, E> }): Dataset<O, A, E> {
  return {
    get size() { return held.replay?.size ?? 0; },
    get added() { return held.replay?.added ?? 0; },
    gather: (indices, out) => held.replay?.gather(indices, out),
    follow: (index) => held.replay?.follow(index) ?? -1,
  };
}
