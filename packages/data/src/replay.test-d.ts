/** A replay takes the columns it was made for: checked by the compiler. */
import type { Dataset, Discrete, TransitionBatch } from "@worldwise/protocol";
import { discrete, transitionBatch } from "@worldwise/protocol";
import { batchWithExtras, replay } from "./index.ts";

const spaces = { observation: discrete(3), action: discrete(2) };
const extras = { behaviorProbability: { dtype: "float64", size: 1 } } as const;
const recorded = replay(spaces, 5, { extras });

recorded.add(batchWithExtras(spaces, 1, extras));
// @ts-expect-error the column is missing
recorded.add(transitionBatch(spaces, 1));
// @ts-expect-error there is no such column
replay(spaces, 5, { extras: { color: { dtype: "float64", size: 1 } } });

export const dataset: Dataset<Discrete, Discrete, "behaviorProbability"> = recorded;
declare const batch: TransitionBatch<Discrete, Discrete, "behaviorProbability">;
export const probabilities: Float64Array = batch.extras.behaviorProbability;
