import type {
  DecisionContext, Lanes, ModelFaces, RandomLanes, SearchControl, SearchNeed, SearchView, Space, StateTree,
} from "@worldwise/protocol";
import { allocate, loadTree, saveTree } from "@worldwise/protocol";
import { decisionFor, randomPolicy } from "./decision-fixture.ts";
import { laneOf } from "./lane-view.ts";
import type { NamedStreams } from "./options.ts";
import { poison } from "./poison.ts";
import type { RecordedData } from "./recorded-data.ts";
import { recordData } from "./recorded-data.ts";
import { ensure } from "./violation.ts";
import type { FullBatch } from "./walk.ts";
import { batchWithExtras, copyRow } from "./walk.ts";
import { watched } from "./watched.ts";
import type { World } from "./world.ts";
import { facesOf, worldFor } from "./world.ts";

/** What search control is tried with. */
export interface SearchTrial {
  readonly create: () => SearchControl;
  readonly streams: NamedStreams;
  readonly world: World | undefined;
  readonly view: Partial<ModelFaces & DecisionContext>;
  readonly steps: number;
  readonly lanes: number;
}

/** What one draw filled. */
export interface Draw {
  readonly filled: number;
  readonly observation: Lanes<Space>;
  readonly action: Lanes<Space>;
}

/** Search control that runs: it observes real transitions, one by one, and draws after each. */
export interface SearchRun {
  readonly control: SearchControl;
  readonly world: World;
  readonly state: StateTree;
  readonly data: RecordedData;
  /** The last real transition. */
  readonly batch: FullBatch;
  /** Real steps, and a draw after each. */
  run(steps: number): Draw[];
  draw(random: RandomLanes): Draw;
  save(): StateTree;
  load(saved: StateTree): void;
}

/**
 * Starts search control that has seen nothing.
 *
 * @param guarded - whether a read of a face or word that it does not list is a violation
 */
export function searchRun(trial: SearchTrial, guarded = false): SearchRun {
  const { create, streams, lanes, steps } = trial;
  const control = create();
  const { needs, spaces } = control["~worldwise"];
  const world = worldFor(trial.world, spaces, streams);
  const data = recordData(world, steps, streams);
  const view = offered(
    { ...decisionFor(world, streams), ...facesOf(world, data.dataset), ...trial.view, policy: randomPolicy(world) }, needs,
    guarded,
  );
  const state = control.init();
  const random = streams("search control", lanes);
  const batch = batchWithExtras(world, 1);
  const clock = { shown: 0 };
  const tree = (): StateTree => ({ state, random: random.state, clock });
  return {
    control, world, state, data, batch, draw,
    run: (count) => Array.from({ length: count }, step),
    save: () => saveTree(tree()),
    load(saved) {
      loadTree(tree(), saved);
      data.shown = clock.shown;
    },
  };

  function step(): Draw {
    copyRow(world, data.all, clock.shown, batch, 0);
    batch.size = 1;
    data.shown = ++clock.shown;
    control.observe(state, batch, view);
    return draw(random);
  }

  function draw(from: RandomLanes): Draw {
    const [observation, action] = [allocate(world.observation, from.lanes), allocate(world.action, from.lanes)];
    poison("first", observation, action);
    const filled = control.draw(state, view, from, observation, action);
    ensure(
      Number.isInteger(filled) && filled >= 0 && filled <= from.lanes,
      `a count from 0 to ${from.lanes} of the lanes that were filled`,
      String(filled), "return how many lanes were filled, from the first on",
    );
    return {
      filled, observation: laneOf(observation, world.observation.size * filled, 0),
      action: laneOf(action, world.action.size * filled, 0),
    };
  }
}

function offered(
  everything: Partial<ModelFaces & DecisionContext>, needs: readonly SearchNeed[], guarded: boolean,
): SearchView<SearchNeed> {
  for (const need of needs) {
    ensure(
      need in everything, `${need} among what the contract offers`, Object.keys(everything).join(", "), "pass it in options.view",
    );
  }
  const visible = guarded ? watched(everything, [...needs, "data", "policy"], "faces and words") : everything;
  return visible as SearchView<SearchNeed>; // search control reads what it lists, and that is there
}
