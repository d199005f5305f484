// How dense linear algebra ends; src/linear-outcome.ts names them in this order.

// @ts-ignore: decorator
@inline
export const SOLVED = 0;
// @ts-ignore: decorator
@inline
export const SINGULAR = 1;
// @ts-ignore: decorator
@inline
export const INDEFINITE = 2;
// @ts-ignore: decorator
@inline
export const NON_FINITE = 3;
