import { readSync, writeSync } from "node:fs";
import { bodySize, headSize } from "../frames.ts";

/**
 * Writes a frame to one blocking pipe and reads the answer from another: its body, or where in it the other side closed.
 *
 * Throws as `bodySize` does.
 */
export function exchangeFrames(
  requests: number, answers: number, frame: Uint8Array, maxFrameSize: number,
): Uint8Array | { readonly withinFrame: boolean } {
  if (!writeWhole(requests, frame)) return { withinFrame: false };
  const head = new Uint8Array(headSize);
  const got = readInto(answers, head);
  if (got < headSize) return { withinFrame: got > 0 };
  const body = new Uint8Array(bodySize(head, maxFrameSize));
  return readInto(answers, body) === body.length ? body : { withinFrame: true };
}

/** False when nobody reads any more. */
function writeWhole(pipe: number, bytes: Uint8Array): boolean {
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(pipe, bytes, at);
    return true;
  } catch {
    return false;
  }
}

/** How many bytes came before the other side closed. */
function readInto(pipe: number, bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const count = readSync(pipe, bytes, at, bytes.length - at, null);
    if (count === 0) break;
    at += count;
  }
  return at;
}
