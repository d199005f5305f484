import type { Node } from "./graph.ts";
import type { Precision } from "./precision.ts";
import { bytesOfNumber } from "./precision.ts";
import { sizeOf } from "./shape.ts";

const ALIGNMENT = 64;
/** Loads of whole vectors may run over the end of a buffer. */
const SPARE_BYTES = 16;

/** Rounded up to whole cache lines. */
export const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** Bytes that the buffer of a node takes. */
export const bufferBytes = (precision: Precision, count: number): number => align(count * bytesOfNumber(precision) + SPARE_BYTES);

/** Where a buffer is: at an address of its own (of a store), or somewhere in the stretch that the program will get. */
export interface Place {
  readonly isAbsolute: boolean;
  readonly bytes: number;
}

interface Hole { address: number; bytes: number }

/** Who lies where, while a program is planned. */
export interface Storage {
  readonly placeOf: ReadonlyMap<Node, Place>;
  /** Length of the program's stretch so far. */
  readonly end: number;
  readonly pinnedBytes: number;
  isPinned(x: Node): boolean;
  /** A place for the whole life of the program. */
  pin(x: Node): void;
  /** A place that somebody else owns. */
  pinAt(x: Node, address: number): void;
  /** The pinned place of another node, to be overwritten. */
  share(x: Node, owner: Node): void;
  /** The smallest hole that is large enough, or new bytes. */
  allocate(x: Node): void;
  /** The temporary place of a node that dies now. */
  inherit(x: Node, from: Node): void;
  release(x: Node): void;
  /** Whether a node has a temporary place. */
  isTemporary(x: Node): boolean;
}

/** Nothing is stored yet. */
export function newStorage(precision: Precision): Storage {
  const placeOf = new Map<Node, Place>();
  const pinned = new Set<Node>();
  const temporary = new Map<Node, Hole>();
  let holes: Hole[] = [];
  let [end, pinnedBytes] = [0, 0];
  const bytesOf = (x: Node): number => bufferBytes(precision, sizeOf(x.shape));
  const settle = (x: Node, bytes: number, isAbsolute = false): void => void placeOf.set(x, { isAbsolute, bytes });
  const extend = (bytes: number): number => (end += bytes) - bytes;
  return {
    placeOf,
    get end() { return end; },
    get pinnedBytes() { return pinnedBytes; },
    isPinned: (x) => pinned.has(x),
    isTemporary: (x) => temporary.has(x),
    pin(x) {
      pinned.add(x);
      settle(x, extend(bytesOf(x)));
      pinnedBytes += bytesOf(x);
    },
    pinAt(x, address) {
      pinned.add(x);
      settle(x, address, true);
    },
    share(x, owner) {
      pinned.add(x);
      placeOf.set(x, placeOf.get(owner)!);
    },
    allocate(x) {
      const bytes = bytesOf(x);
      const [hole] = holes.filter((each) => each.bytes >= bytes).sort((a, b) => a.bytes - b.bytes);
      const address = hole?.address ?? extend(bytes);
      if (hole !== undefined) Object.assign(hole, { address: address + bytes, bytes: hole.bytes - bytes });
      temporary.set(x, { address, bytes });
      settle(x, address);
    },
    inherit(x, from) {
      const place = temporary.get(from)!;
      temporary.delete(from);
      temporary.set(x, place);
      settle(x, place.address);
    },
    release(x) {
      const place = temporary.get(x);
      if (place === undefined) return;
      temporary.delete(x);
      holes = merged([...holes, place]);
    },
  };
}

/** Holes that touch become one. */
function merged(holes: readonly Hole[]): Hole[] {
  const result: Hole[] = [];
  for (const hole of holes.filter(({ bytes }) => bytes > 0).sort((a, b) => a.address - b.address)) {
    const last = result.at(-1);
    if (last !== undefined && last.address + last.bytes === hole.address) last.bytes += hole.bytes;
    else result.push({ ...hole });
  }
  return result;
}
