import { philox } from "@worldwise/math";
import type { RandomKey, RandomLanes, RandomSource } from "@worldwise/protocol";
import { seedKey } from "@worldwise/protocol";

/** What every contract takes. */
export interface ContractOptions {
  /** Where random streams come from. `philox` when not given. */
  readonly source?: RandomSource;
  /** Seeds all that a contract draws. 0 when not given. */
  readonly seed?: number;
}

/** Random streams of a contract, by name: the same name gives the same stream, from its beginning. */
export type NamedStreams = (name: string, lanes?: number) => RandomLanes;

/** The streams that options ask for. */
export function namedStreams({ source = philox, seed = 0 }: ContractOptions): NamedStreams {
  const key: RandomKey = seedKey(seed);
  return (name, lanes = 1) => source.streams(source.derive(key, name), lanes);
}
