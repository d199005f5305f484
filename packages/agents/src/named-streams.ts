import type { RandomKey, RandomLanes, RandomSource, StateTree, Streams } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/** The random streams of one run: handed out by name, saved together. */
export interface NamedStreams {
  readonly hand: Streams;
  /** The words of every stream, by name: the state to save. */
  readonly state: { readonly [name: string]: Uint32Array } & { [name: string]: StateTree };
}

/**
 * Streams whose keys are derived from the root key by name, so that a change of one part leaves the randomness of the others alone.
 *
 * Throws when a name is asked for twice: two parts on one stream would be dependent.
 */
export function namedStreams(source: RandomSource, key: RandomKey): NamedStreams {
  const state: { [name: string]: Uint32Array } = {};
  const hand = (name: string, lanes: number): RandomLanes => {
    if (Object.hasOwn(state, name)) {
      throw new WorldwiseError("stream-taken",
        { expected: "a name for each stream", got: `"${name}" twice`, todo: "give the second stream a name of its own" }, { name });
    }
    const streams = source.streams(source.derive(key, name), lanes);
    state[name] = streams.state;
    return streams;
  };
  return { hand, state };
}
