import type { Space } from "@worldwise/protocol";
import { wrapDynamics } from "./wrap-dynamics.ts";
import { wrapEnvironment } from "./wrap-environment.ts";
import type { ActionOf, ObservationOf, StateOf, World, Wrapped } from "./world.ts";
import { isDynamics } from "./world.ts";
import type { WrapperDefinition } from "./wrapper-definition.ts";

/**
 * Puts a wrapper round a world: dynamics become dynamics, an environment an environment.
 *
 * Round dynamics the memory becomes a part of the state, (state, memory) as doubles, and nothing is kept anywhere else. The
 * wrapper draws from the lane's own stream: at a start after the inner world, in a step before it (`act`) and after it
 * (`after`). Round an environment the memory and a stream of its own (of the seed of the last seeded reset, by the wrapper's
 * name) are kept here, and are a part of the snapshot where the inner world can be restored.
 *
 * Forwarded always: discount, `maxEpisodeSteps`, `scene`, `info`, `close`, seeds. Forwarded where they still make sense:
 * `legalActions` where the agent's actions are the world's and its observation tells the world's (`reveal`), `grid` where the
 * agent sees and does what it did without the wrapper, `encode` where observations tell state and memory, `mdp` where the wrapper
 * says what becomes of it. All else that a world carries is dropped.
 */
export function wrap<W extends World, O extends Space = ObservationOf<W>, A extends Space = ActionOf<W>>(
  inner: W, definition: WrapperDefinition<O, A> & { readonly memory: NonNullable<WrapperDefinition["memory"]> },
): Wrapped<W, O, A>;
export function wrap<W extends World, O extends Space = ObservationOf<W>, A extends Space = ActionOf<W>>(
  inner: W, definition: WrapperDefinition<O, A> & { readonly memory?: never },
): Wrapped<W, O, A, StateOf<W>>;
export function wrap(inner: World, definition: WrapperDefinition): unknown {
  return isDynamics(inner) ? wrapDynamics(inner, definition) : wrapEnvironment(inner, definition);
}
