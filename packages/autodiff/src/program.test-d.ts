import type { Live, Tensor } from "./index.ts";
import { mul, program, store, sum, tensor } from "./index.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
type Fields<T> = { [Name in keyof T]: T[Name] };
type Holds<T extends true> = T;

/** Compiled, never run. */
export function typesOfPrograms(): readonly unknown[] {
  const weights = store({ w: tensor([1]) });
  const step = program(({ weights: { w }, x }) => ({ loss: sum(mul(w, x)), weights: { w }, list: [x] as const }), { weights, x: { shape: [1] } });

  type Told = Fields<ReturnType<typeof step.run>>;
  const whatGoesIntoAStoreIsNotTold: Holds<Same<Told, { readonly loss: Live; readonly list: readonly [Live] }>> = true;
  const storesAreNotGiven: Holds<Same<keyof NonNullable<Parameters<typeof step.run>[0]>, "x">> = true;
  const single: Live = program((x: Tensor) => mul(x, 2), { shape: [2] }).run([1, 2]);

  // @ts-expect-error stores have their numbers already
  step.run({ x: [1], weights: { w: [1] } });
  // @ts-expect-error a name that is no input
  step.run({ y: [1] });
  // @ts-expect-error a tree of the wrong depth
  step.run({ x: { y: [1] } });
  return [whatGoesIntoAStoreIsNotTold, storesAreNotGiven, single];
}
