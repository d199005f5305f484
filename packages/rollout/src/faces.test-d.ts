/** Wrappers keep the capabilities of what they wrap, and invent none: checked by the compiler. */
import type { Discrete, Dynamics, Environment, VectorEnvironment } from "@worldwise/protocol";
import { asEnvironment, checked, driver, fromSnapshots, lanesOf, timeLimit, vectorize } from "./index.ts";

declare const dynamics: Dynamics<Discrete, Discrete, Discrete>;
declare const plain: Environment<Discrete, Discrete, { readonly energy: number }>;
const single = asEnvironment(dynamics, { seed: 1 });

export const kept: readonly number[] = [
  single.snapshotSize, timeLimit(single, 3).snapshotSize, checked(timeLimit(single, 3)).snapshotSize, lanesOf([single]).snapshotSize,
  vectorize(dynamics, 2, { key: [0, 1] }).snapshotSize, fromSnapshots(checked(single)).state.size,
];
export const info: number = timeLimit(plain, 3).reset().info.energy;
export const lanes: VectorEnvironment<Discrete, Discrete> = lanesOf([plain]);

// @ts-expect-error a plain environment cannot be restored, and its wrapper neither
export const invented: unknown = timeLimit(plain, 3).snapshotSize;
// @ts-expect-error search needs a simulator that can be restored
fromSnapshots(plain);
// @ts-expect-error a stream needs a name: a seed or a key
asEnvironment(dynamics, {});
// @ts-expect-error but not two
asEnvironment(dynamics, { seed: 1, key: [0, 1] });
// @ts-expect-error one lane is driven, not many
driver({ lanes: 2 }, lanes);
