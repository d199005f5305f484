import { TensorError } from "./tensor-error.ts";
import type { Tensor } from "./tensor.ts";
import { callerLine, sitesOf } from "./site.ts";

/** Lengths of the axes, outermost first. */
export type Shape = readonly number[];

/** Numbers in a shape: the product of its lengths, 1 for a scalar. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);

/** `[2×3]`. */
export const showShape = (shape: Shape): string => `[${shape.join("×")}]`;

/** Whether two shapes are the same. */
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((length, axis) => length === b[axis]);

/** How far apart neighbors along each axis are, row by row. */
export function stridesOf(shape: Shape): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** An axis counted from the front; −1 is the last. Throws where there is none. */
export function axisOf(operation: string, shape: Shape, axis: number): number {
  const counted = axis < 0 ? axis + shape.length : axis;
  if (Number.isInteger(counted) && counted >= 0 && counted < shape.length) return counted;
  throw new TensorError(operation, {
    expected: `${operation}: an axis of ${showShape(shape)}`, got: String(axis), todo: "count axes from 0, or from −1 backwards",
  });
}

/**
 * The shape that two shapes broadcast to, or nothing: they are aligned at the last axis, and a length of 1 stretches.
 */
export function broadcastShape(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const [p, q] = [a[a.length - rank + axis] ?? 1, b[b.length - rank + axis] ?? 1];
    if (p !== q && p !== 1 && q !== 1) return undefined;
    shape.push(p === 1 ? q : p);
  }
  return shape;
}

/** Strides with which an operand is read at every place of `shape`: 0 along the axes where it stretches. */
export function stretchedStrides(operand: Shape, shape: Shape): number[] {
  const own = stridesOf(operand);
  const missing = shape.length - operand.length;
  return shape.map((_, axis) => (axis < missing || operand[axis - missing] === 1 ? 0 : own[axis - missing]!));
}

/** Where the place with number `flat` of `shape` lies in an operand with these strides. */
export function placeOf(flat: number, shape: Shape, strides: readonly number[]): number {
  let place = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    place += (flat % shape[axis]!) * strides[axis]!;
    flat = Math.floor(flat / shape[axis]!);
  }
  return place;
}

/** A shape seen from one axis: `outer` blocks of `length` rows of `inner` numbers. */
export interface AxisView { readonly outer: number; readonly length: number; readonly inner: number }

/** How a shape looks from one axis. */
export const viewAlong = (shape: Shape, axis: number): AxisView =>
  ({ outer: sizeOf(shape.slice(0, axis)), length: shape[axis]!, inner: sizeOf(shape.slice(axis + 1)) });

/** The shape with another length along one axis. */
export const withLength = (shape: Shape, axis: number, length: number): Shape =>
  shape.map((own, each) => (each === axis ? length : own));

/** The complaint about shapes that do not fit together. In a trace that notes sites it says who made them, and where. */
export function shapeError(operation: string, expected: string, ...operands: readonly (Shape | Tensor)[]): TensorError {
  const shapes = operands.map((operand) => showShape("shape" in operand ? operand.shape : operand));
  const sites = sitesOf(operands.filter((operand) => "shape" in operand));
  const where = sites.length === 0 ? "" : [...sites, `in ${operation} at ${callerLine(new Error())}`].map((line) => `\n         ${line}`).join("");
  return new TensorError(operation, {
    expected: `${operation}: ${expected}`, got: shapes.join(" and ") + where, todo: "reshape, or check what made these tensors",
  });
}
