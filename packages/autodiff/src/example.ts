import type { Store } from "./store.ts";
import type { Tensor, TensorDtype } from "./tensor.ts";

/** The shape of what a program will be given. A tensor is one, and so is a parameter: its numbers are not looked at. */
export interface Shaped {
  readonly shape: readonly number[];
  readonly dtype?: TensorDtype;
}

/** Numbers that go into a program. */
export type Values = number | ArrayLike<number> | Tensor;
/** Numbers that live in a program or a store. */
export type Live = Float32Array | Float64Array;

/** What a traced function sees: the same tree with tensors for leaves. */
export type TensorsOf<E> = E extends Store<infer S> ? TensorsOf<S>
  : E extends Shaped ? Tensor : { readonly [K in keyof E]: TensorsOf<E[K]> };

/** What `run` takes: the same tree with numbers for leaves, without the stores. */
export type Given<E> = E extends Shaped ? Values : E extends readonly unknown[] ? { readonly [K in keyof E]: Given<E[K]> }
  : { readonly [K in keyof E as E[K] extends Store ? never : K]: Given<E[K]> };

/** Where what was given lies. */
export type InputsOf<E> = E extends Shaped ? Live : E extends readonly unknown[] ? { readonly [K in keyof E]: InputsOf<E[K]> }
  : { readonly [K in keyof E as E[K] extends Store ? never : K]: InputsOf<E[K]> };

/** What `run` gives: live numbers for tensors, without what went into the stores. */
export type OutputsOf<E, O> = O extends Tensor ? Live : O extends readonly unknown[] ? { readonly [K in keyof O]: OutputsOf<unknown, O[K]> }
  : { readonly [K in keyof O as K extends StoreName<E> ? never : K]: OutputsOf<unknown, O[K]> };

/** Names of stores among the inputs. */
export type StoreName<E> = { [K in keyof E]: E[K] extends Store ? K : never }[keyof E];

