import type { Live, Program, Store, Tensor } from "./index.ts";
import { mul, program, store, sum, tensor } from "./index.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
type Fields<T> = { [Name in keyof T]: T[Name] };

const weights: Store<{ readonly w: Tensor }> = store({ w: tensor([1]) });
const step = program(({ weights: { w }, x }) => ({ loss: sum(mul(w, x)), weights: { w }, list: [x] as const }), { weights, x: { shape: [1] } });

/** What goes into a store is not told. */
export const told: Same<Fields<ReturnType<typeof step.run>>, { readonly loss: Live; readonly list: readonly [Live] }> = true;
/** Stores are not given. */
export const given: Same<keyof NonNullable<Parameters<typeof step.run>[0]>, "x"> = true;
/** A single tensor in, a single tensor out. */
export const single: Program<{ readonly shape: readonly [2] }, Tensor> = program((x: Tensor) => mul(x, 2), { shape: [2] });
export const numbers: Live = single.run([1, 2]);

export const run = (): void => {
  // @ts-expect-error stores have their numbers already
  step.run({ x: [1], weights: { w: [1] } });
  // @ts-expect-error a name that is no input
  step.run({ y: [1] });
  // @ts-expect-error a tree of the wrong depth
  step.run({ x: { y: [1] } });
};
