import type { Fused, LoopUnit, Unit } from "./fuse.ts";
import { fuse } from "./fuse.ts";
import type { Node } from "./graph.ts";
import { isDense, viewOf } from "./layout.ts";
import type { Precision } from "./precision.ts";
import type { Trace, Update } from "./prepare.ts";
import { schedule } from "./schedule.ts";
import { sizeOf } from "./shape.ts";
import type { Storage } from "./storage.ts";
import { align, bufferBytes, newStorage } from "./storage.ts";

/** What runs in which order, and where everything lies. */
export interface Plan {
  readonly precision: Precision;
  readonly units: readonly Unit[];
  /** The values that each unit stores. */
  readonly stored: readonly (readonly Node[])[];
  readonly storage: Storage;
  /** Constants that need a buffer, to be filled once. */
  readonly tables: readonly Node[];
  /** Updates that could not be written in place: copied when everything else has run. */
  readonly late: readonly Update[];
  /** Where, in the stretch, the bytes begin that kernels may use while they run. */
  readonly workspace: number;
  /** Bytes that the program needs, besides its stores. */
  readonly byteLength: number;
  /** Bytes of temporary values if none shared a place with another. */
  readonly bytesWithoutReuse: number;
}

/** How to plan. */
export interface PlanOptions {
  readonly precision: Precision;
  /** Addresses of inputs that live in a store. */
  readonly stores: ReadonlyMap<Node, number>;
  readonly joins: boolean;
}

/** Fuses, orders and places a program. */
export function plan(trace: Trace, { precision, stores, joins }: PlanOptions): Plan {
  const { inputs, outputs, updates } = trace;
  const fused = fuse([...outputs, ...updates.map(({ next }) => next)], joins);
  const units = schedule(fused);
  const storage = newStorage(precision);
  for (const [state, address] of stores) storage.pinAt(state, address);
  const tables = [...fused.uses.keys()].filter(({ operation: { name } }) => name === "data" || name === "constant");
  const pinned = new Set([...inputs, ...tables].filter((x) => !stores.has(x)));
  for (const node of pinned) storage.pin(node);
  const late = placeUpdates(fused, units, updates, storage);
  for (const base of new Set(outputs.map((x) => viewOf(x).base))) if (!storage.isPinned(base)) storage.pin(base);
  const stored = units.map((unit) => storedBy(unit, fused, storage));
  const bytesWithoutReuse = placeTemporaries(fused, units, stored, storage);
  const workspace = align(storage.end + 64);
  const byteLength = align(workspace + Math.max(0, ...units.map((unit) => workspaceBytes(unit, precision))));
  return { precision, units, stored, storage, tables, late, workspace, byteLength, bytesWithoutReuse };
}

function workspaceBytes({ nodes: [node] }: Unit, precision: Precision): number {
  return node?.operation.kind === "array" ? node.operation.workspaceBytes?.(node, precision) ?? 0 : 0;
}

/** The values of a unit that anything outside it reads. */
function storedBy(unit: Unit, { uses, unitOf }: Fused, storage: Storage): readonly Node[] {
  if (unit.kind === "array") return unit.nodes.slice(-1);
  return unit.nodes.filter((node) => node.operation.kind === "reduction" || storage.isPinned(node)
    || (uses.get(node) ?? []).some(({ reader }) => unitOf.get(reader) !== unit));
}

/** A place for each stored value from the unit that makes it to the last that reads it. */
function placeTemporaries(fused: Fused, units: readonly Unit[], stored: readonly (readonly Node[])[], storage: Storage): number {
  const lastUse = lastUses(fused, units);
  const dying = units.map((): Node[] => []);
  for (const [value, time] of lastUse) dying[time]!.push(value);
  let withoutReuse = 0;
  units.forEach((unit, time) => {
    for (const value of stored[time]!) {
      if (storage.isPinned(value)) continue;
      withoutReuse += bufferBytes(value["~trace"].precision, sizeOf(value.shape));
      const heir = unit.kind === "loop" ? dyingTwin(value, unit, dying[time]!, storage) : undefined;
      if (heir === undefined) storage.allocate(value);
      else storage.inherit(value, heir);
    }
    for (const value of dying[time]!) storage.release(value);
  });
  return withoutReuse;
}

function lastUses({ uses, unitOf }: Fused, units: readonly Unit[]): Map<Node, number> {
  const time = new Map(units.map((unit, i) => [unit, i]));
  return new Map([...uses].map(([value, readers]) =>
    [value, readers.reduce((last, { reader }) => Math.max(last, time.get(unitOf.get(reader)!)!), 0)]));
}

/** A value that dies in this loop and whose place a result may take: the loop reads it element for element. */
const dyingTwin = (value: Node, unit: LoopUnit, dying: readonly Node[], storage: Storage): Node | undefined =>
  (sizeOf(value.shape) !== sizeOf(unit.shape) || value.operation.kind === "reduction" ? undefined
    : dying.find((x) => storage.isTemporary(x) && sizeOf(x.shape) === sizeOf(value.shape) && isReadInStep(x, unit)));

/** Whether a loop reads element i of a value only when it makes element i. */
function isReadInStep(base: Node, unit: LoopUnit): boolean {
  if (unit.nodes.includes(base)) return false;
  return unit.nodes.every((node) => node.inputs.every((input) => {
    const view = viewOf(input);
    return view.base !== base || (view.offset === 0 && sizeOf(base.shape) === sizeOf(unit.shape) && isDense(input.shape, view.strides));
  }));
}

/** Writes new values over old ones where nobody reads the old one later; the rest is told, to be copied at the end. */
function placeUpdates(fused: Fused, units: readonly Unit[], updates: readonly Update[], storage: Storage): Update[] {
  const time = new Map(units.map((unit, i) => [unit, i]));
  return updates.filter(({ state, next }) => {
    const { base } = viewOf(next);
    if (storage.isPinned(base)) return true;
    const maker = fused.unitOf.get(base)!;
    const mayOverwrite = maker.kind === "loop" && base.operation.kind !== "reduction"
      && (fused.uses.get(state) ?? []).every(({ reader }) => {
        const unit = fused.unitOf.get(reader)!;
        return time.get(unit)! < time.get(maker)! || (unit === maker && isReadInStep(state, maker));
      });
    if (mayOverwrite) storage.share(base, state);
    else storage.pin(base);
    return !mayOverwrite;
  });
}
