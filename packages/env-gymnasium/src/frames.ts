import { badFrame } from "./bridge-errors.ts";

/** Bytes before each body: the mark `WWG1` and the length, an unsigned 32-bit little-endian number. */
export const headSize = 8;

const mark = Uint8Array.of(0x57, 0x57, 0x47, 0x31);

/** A body with its head. A new array: a pipe may hold on to it. */
export function frameOf(body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(headSize + body.length);
  frame.set(mark);
  new DataView(frame.buffer).setUint32(mark.length, body.length, true);
  frame.set(body, headSize);
  return frame;
}

/** The length that a head announces. Throws where it is no head, or announces more than is allowed. */
export function bodySize(head: Uint8Array, maxFrameSize: number): number {
  if (mark.some((byte, i) => byte !== head[i])) throw badFrame("a frame", `bytes that are none: ${shown(head)}`);
  const size = new DataView(head.buffer, head.byteOffset, headSize).getUint32(mark.length, true);
  if (size > maxFrameSize) throw badFrame(`a frame of at most ${maxFrameSize} bytes`, `one of ${size}`);
  return size;
}

const shown = (bytes: Uint8Array): string => JSON.stringify(new TextDecoder().decode(bytes));

/** Puts frames together from pieces of any size. */
export interface FrameReader {
  /** Takes a piece; gives the bodies that it completes. Throws as `bodySize` does. */
  push(piece: Uint8Array): readonly Uint8Array[];
  /** Whether a frame has begun and not ended. */
  isWithinFrame(): boolean;
}

/** A reader of frames whose bodies are no longer than `maxFrameSize` bytes. Memory is taken only after the head was checked. */
export function frameReader(maxFrameSize: number): FrameReader {
  const head = new Uint8Array(headSize);
  let body: Uint8Array | undefined;
  let filled = 0;

  /** Fills what is being read; says how many bytes it took. */
  function fill(piece: Uint8Array, from: number): number {
    const target = body ?? head;
    const taken = Math.min(target.length - filled, piece.length - from);
    target.set(piece.subarray(from, from + taken), filled);
    filled += taken;
    return taken;
  }
  function push(piece: Uint8Array): Uint8Array[] {
    const bodies: Uint8Array[] = [];
    for (let at = 0; at < piece.length;) {
      at += fill(piece, at);
      if (body === undefined && filled === headSize) [body, filled] = [new Uint8Array(bodySize(head, maxFrameSize)), 0];
      if (body === undefined || filled < body.length) continue;
      bodies.push(body);
      [body, filled] = [undefined, 0];
    }
    return bodies;
  }
  return { push, isWithinFrame: () => body !== undefined || filled > 0 };
}
