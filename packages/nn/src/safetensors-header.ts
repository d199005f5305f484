import { WorldwiseError } from "@worldwise/protocol";
import { duplicateName } from "./duplicate-names.ts";
import type { ElementType, Entry } from "./safetensors-format.ts";
import { damaged, elementTypes, LENGTH_BYTES, METADATA, MOST_HEADER_BYTES } from "./safetensors-format.ts";

/** What a header says, checked. */
export interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  /** By where they lie. Together they cover all bytes after the header, each once. */
  readonly entries: readonly Entry[];
  /** Bytes before the numbers. */
  readonly start: number;
}

/** Reads and checks the header of a file. */
export function readHeader(bytes: Uint8Array): Header {
  const start = headerEnd(bytes);
  const { [METADATA]: metadata = {}, ...arrays } = parseHeader(bytes.subarray(LENGTH_BYTES, start));
  const entries = Object.entries(arrays).map(([name, value]) => entryOf(name, value));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkCover(entries, bytes.length - start);
  return { metadata: checkMetadata(metadata), entries, start };
}

function headerEnd(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) throw damaged(`at least ${LENGTH_BYTES} bytes`, String(bytes.length));
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const room = Math.min(bytes.length - LENGTH_BYTES, MOST_HEADER_BYTES);
  if (length > room) throw damaged(`a header of at most ${room} bytes`, `${length}`);
  return LENGTH_BYTES + length;
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const text = decode(bytes);
  const parsed = parse(text);
  if (!text.startsWith("{") || !isRecord(parsed)) throw damaged("a header that is an object", text.slice(0, 40));
  const twice = duplicateName(text);
  if (twice !== undefined) throw damaged("every name once", `${twice} twice`);
  return parsed;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw damaged("a header in UTF-8", "other bytes");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged("a header in JSON", error instanceof Error ? error.message : String(error));
  }
}

function entryOf(name: string, value: unknown): Entry {
  if (!isRecord(value)) throw damaged(`a record for ${name}`, JSON.stringify(value));
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isLengths(shape)) throw damaged(`${name}: a shape of whole lengths`, shown(shape));
  if (!isLengths(offsets) || offsets.length !== 2) throw damaged(`${name}: two offsets`, shown(offsets));
  const [begin, end] = offsets as [number, number]; // their number was checked
  const known = knownType(name, dtype);
  const size = shape.reduce((product, length) => product * length, elementTypes[known].bytes);
  if (end - begin !== size) throw damaged(`${name}: ${size} bytes for ${known} [${shape.join("×")}]`, `${begin} to ${end}`);
  return { name, dtype: known, shape, begin, end };
}

function knownType(name: string, dtype: unknown): ElementType {
  if (typeof dtype === "string" && isElementType(dtype)) return dtype;
  throw new WorldwiseError("unsupported-element-type", {
    expected: `safetensors: ${name} of ${Object.keys(elementTypes).join(", ")}`, got: shown(dtype),
    todo: "convert the file to one of these",
  }, { name });
}

/** The reference implementation asks for the same: no overlaps, no holes, nothing left over. */
function checkCover(entries: readonly Entry[], length: number): void {
  let reached = 0;
  for (const { name, begin, end } of entries) {
    if (begin < reached) throw damaged(`${name} from byte ${reached} on`, `${begin}, an overlap`);
    if (begin > reached) throw damaged(`${name} from byte ${reached} on`, `${begin}, a hole`);
    if (end > length) throw damaged(`${name} within ${length} bytes`, `an end at ${end}`);
    reached = end;
  }
  if (reached !== length) throw damaged(`${reached} bytes of numbers`, String(length));
}

function checkMetadata(metadata: unknown): Readonly<Record<string, string>> {
  const isText = isRecord(metadata) && Object.values(metadata).every((value) => typeof value === "string");
  if (!isText) throw damaged(`${METADATA} from text to text`, JSON.stringify(metadata));
  return metadata as Readonly<Record<string, string>>; // just checked
}

/** What is missing has no JSON. */
const shown = (value: unknown): string => (value === undefined ? "none" : JSON.stringify(value));

const isElementType = (dtype: string): dtype is ElementType => Object.hasOwn(elementTypes, dtype);

const isLengths = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && Number(each) >= 0);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
