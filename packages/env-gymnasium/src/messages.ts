import { Decoder, Encoder, ExtensionCodec } from "@msgpack/msgpack";
import { WorldwiseError } from "@worldwise/protocol";
import { arrayExtension, decodeArray, encodeArray } from "./array-extension.ts";
import { badFrame, reportedError } from "./bridge-errors.ts";
import { frameOf } from "./frames.ts";
import type { PlainRecord } from "./plain-data.ts";

/** Both sides must speak the same version. */
export const protocolVersion = 1;

/** What the first request asks for. */
export interface Opening {
  readonly version: number;
  readonly id: string;
  /** Keyword arguments of gymnasium.make. */
  readonly options: PlainRecord;
  readonly lanes: number;
  /** Whether infos are sent. */
  readonly info: boolean;
  readonly resetOptions: PlainRecord | null;
}

/** What can be asked. */
export type Request =
  | readonly ["open", Opening]
  | readonly ["reset", Uint8Array, readonly (number | null)[] | null]
  | readonly ["step", unknown]
  | readonly ["close"];

const longest = 2 ** 20;
const extensionCodec = new ExtensionCodec();
extensionCodec.register({ type: arrayExtension, encode: encodeArray, decode: decodeArray });
const encoder = new Encoder({ extensionCodec, ignoreUndefined: true, maxDepth: 30 });
const decoder = new Decoder({ extensionCodec, maxArrayLength: longest, maxMapLength: longest });

/** A request as a frame. Throws where it cannot be sent, or is longer than is allowed. */
export function encodeRequest(request: Request, maxFrameSize: number): Uint8Array {
  const body = encoder.encodeSharedRef(request);
  if (body.length <= maxFrameSize) return frameOf(body);
  throw new WorldwiseError("frame-too-large", {
    expected: `a request of at most ${maxFrameSize} bytes`, got: String(body.length),
    todo: "raise maxFrameSize, or take fewer lanes",
  });
}

/**
 * The arguments of a reply of the kind that was expected.
 *
 * Throws what Python reports where it failed, and `bad-frame` where the body is damaged or a reply of another kind.
 */
export function decodeReply(body: Uint8Array, expected: string): readonly unknown[] {
  const reply = decoded(body);
  const [kind, ...rest] = Array.isArray(reply) ? reply as readonly unknown[] : []; // an array of unknown entries is what it is
  if (kind === "failed") throw reportedError(rest[0]);
  if (kind !== expected) throw badFrame(`the reply "${expected}"`, typeof kind === "string" ? `"${kind}"` : "something else");
  return rest;
}

function decoded(body: Uint8Array): unknown {
  try {
    return decoder.decode(body);
  } catch (error) {
    throw badFrame("a body in MessagePack", error instanceof Error ? error.message : String(error));
  }
}
