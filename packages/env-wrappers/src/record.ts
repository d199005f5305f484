import type { Component, Element, Environment, Restorable, Space, TransitionBatch } from "@worldwise/protocol";
import { fromElement, mark, transitionBatch } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";
import type { ActionOf, ObservationOf, WrappedEnvironment } from "./world.ts";

/** Where transitions go: `replay` of `@worldwise/data`, or anything with its `add`. */
export interface TransitionSink<O extends Space = Space, A extends Space = Space> {
  /** Must copy what it keeps: the batch is overwritten by the next transition. */
  add(batch: TransitionBatch<O, A>): void;
}

/** An environment whose transitions are recorded. */
export type Recorded<W> = W & Component<"environment", never, never> & {
  /** Hands over the transition that is held back, as the last of its episode. */
  flush(): void;
};

/**
 * The same environment, whose transitions go to a dataset as they happen.
 *
 *   (observation, action, reward, next observation, discount = terminated ? 0 : γ, last)
 *
 * A transition is handed over when the next one begins, so that `last` is true: it is 1 where the episode ended, and where a
 * reset, a `restore`, `flush` or `close` breaks it off. Call `flush` before the data are read. Nothing else changes: all that
 * the environment provides is forwarded, and its numbers are the same, bit for bit. What has been recorded is no part of a
 * snapshot.
 */
export function record<W extends Environment>(environment: W, sink: TransitionSink<ObservationOf<W>, ActionOf<W>>): Recorded<W>;
export function record(
  environment: Environment & Partial<Restorable>, sink: TransitionSink,
): Recorded<WrappedEnvironment<Space, Space, unknown>> {
  const row = transitionBatch(environment, 1);
  const { discount: discountRow, last, reward: rewardRow, observation: from, nextObservation: to, action: chosen } = row;
  const present = { observation: undefined as Element<Space> | undefined }; // known from the first reset on
  const flush = (): void => {
    if (row.size === 0) return;
    sink.add(row);
    row.size = 0;
  };
  const breakOff = (): void => {
    last[0] = 1;
    flush();
  };
  const faces: Environment & Partial<Restorable> & { flush(): void } = {
    ...facesOf(environment), flush: breakOff,
    reset(options) {
      const started = environment.reset(options);
      breakOff();
      present.observation = started.observation;
      return started;
    },
    step(action) {
      const step = environment.step(action);
      flush();
      const { observation, reward, terminated, truncated } = step;
      fromElement<Space>(present.observation!, from);
      fromElement<Space>(observation, to);
      fromElement<Space>(action, chosen);
      rewardRow[0] = reward;
      discountRow[0] = terminated ? 0 : environment.discount;
      last[0] = Number(terminated || truncated);
      row.size = 1;
      present.observation = observation;
      return step;
    },
    close() {
      breakOff();
      environment.close?.();
    },
    ...(environment.restore && {
      restore(state: Float64Array) {
        environment.restore?.(state);
        breakOff();
        present.observation = environment.observe?.();
      },
    }),
  };
  const { observation, action } = environment;
  return mark(
    "environment", { name: "record", package: packageName, spaces: { observation, action }, needs: [], provides: [] }, faces,
  );
}

/** All that an environment provides, whether it is a record or has methods of a class. */
function facesOf(environment: Environment & Partial<Restorable>): Environment & Partial<Restorable> {
  const { observation, action, discount, maxEpisodeSteps, legalActions, grid, snapshotSize } = environment;
  return {
    observation, action, discount, ...(
      maxEpisodeSteps !== undefined && { maxEpisodeSteps }
    ), ...(legalActions && { legalActions }),
    ...(grid && { grid }), ...(environment.scene && { scene: () => environment.scene!() }),
    reset: (options) => environment.reset(options), step: (chosen) => environment.step(chosen),
    ...(snapshotSize !== undefined && {
      snapshotSize, observe: () => environment.observe!(), snapshot: (outState: Float64Array) => environment.snapshot!(outState),
    }),
  };
}
