import type { Decision, DecisionContext, LearnerNeed, ModelFaces, ModelLearner, StateTree } from "@worldwise/protocol";
import { loadTree, saveTree } from "@worldwise/protocol";
import { decisionFor } from "./decision-fixture.ts";
import type { Probe } from "./face-answers.ts";
import { modelAnswers, probeOf } from "./face-answers.ts";
import type { NamedStreams } from "./options.ts";
import type { RecordedData } from "./recorded-data.ts";
import { recordData } from "./recorded-data.ts";
import { ensure } from "./violation.ts";
import { watched } from "./watched.ts";
import type { World } from "./world.ts";
import { worldFor } from "./world.ts";

/** What a learner is tried with. */
export interface LearnerTrial {
  readonly create: () => ModelLearner;
  readonly streams: NamedStreams;
  readonly world: World | undefined;
  readonly decision: Partial<DecisionContext>;
  readonly updates: number;
  readonly transitionsEach: number;
}

/** A learner that runs: its state, its faces bound before anything was learned, and all that it is given. */
export interface LearnerRun {
  readonly learner: ModelLearner;
  readonly world: World;
  readonly state: StateTree;
  readonly faces: Partial<ModelFaces>;
  readonly data: RecordedData;
  readonly probe: Probe;
  /** What the decision tells, all words of it. */
  readonly words: Partial<DecisionContext>;
  /** Shows more transitions and updates, so many times. Gives the outcomes. */
  run(updates: number): unknown[];
  answers(): StateTree;
  save(): StateTree;
  load(saved: StateTree): void;
}

/**
 * Starts a learner that has seen nothing.
 *
 * @param guarded - whether a read of a word that it does not list is a violation
 */
export function learnerRun(trial: LearnerTrial, guarded = false): LearnerRun {
  const { create, streams, updates, transitionsEach } = trial;
  const learner = create();
  const { needs, spaces } = learner["~worldwise"];
  const world = worldFor(trial.world, spaces, streams);
  const data = recordData(world, updates * transitionsEach, streams);
  const random = streams("learner");
  const state = learner.init(streams("learner init").lane(0));
  const faces: Partial<ModelFaces> = learner.model(state);
  const probe = probeOf(world, streams);
  const words = { ...decisionFor(world, streams), ...trial.decision };
  const decision = offered(words, needs, guarded);
  const clock = { shown: 0 };
  const tree = (): StateTree => ({ state, random: random.state, clock });
  return {
    learner, world, state, faces, data, probe, words,
    answers: () => modelAnswers(faces, probe),
    save: () => saveTree(tree()),
    load(saved) {
      loadTree(tree(), saved);
      data.shown = clock.shown;
    },
    run: (count) => Array.from({ length: count }, () => {
      data.shown = clock.shown += transitionsEach;
      return learner.update(state, data.dataset, decision, random.lane(0));
    }),
  };
}

function offered(words: Partial<DecisionContext>, needs: readonly LearnerNeed[], guarded: boolean): Decision<LearnerNeed> {
  const listed = needs.filter((need) => !need.startsWith("extras."));
  for (const need of listed) {
    ensure(
      need in words, `${need} among the words that the contract offers`, Object.keys(words).join(", "),
      "pass it in options.decision",
    );
  }
  const visible = guarded ? watched(words, listed, "words of the decision") : words;
  return visible as Decision<LearnerNeed>; // the learner reads the words that it lists, and these are there
}
