/** One number at one step. */
export interface Scalar {
  /** Such as `episode/return`. */
  readonly tag: string;
  readonly step: number;
  readonly value: number;
}

/** Kinds of fields on the wire (Protocol Buffers). */
const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const bytesOf = (field: number, content: Uint8Array): readonly number[] => [...varint(8 * field + wire.bytes), ...varint(content.length), ...content];
const text = (field: number, value: string): readonly number[] => bytesOf(field, new TextEncoder().encode(value));
const double = (field: number, value: number): readonly number[] => [8 * field + wire.fixed64, ...new Uint8Array(littleEndian(8, (view) => { view.setFloat64(0, value, true); }))];
const float = (field: number, value: number): readonly number[] => [8 * field + wire.fixed32, ...new Uint8Array(littleEndian(4, (view) => { view.setFloat32(0, value, true); }))];
const integer = (field: number, value: number): readonly number[] => [8 * field + wire.varint, ...varint(value)];

/**
 * The first message of an events file: `Event \{ 1: wall_time, 3: file_version \}`.
 *
 * @param seconds - since 1970
 */
export const versionEvent = (seconds: number): Uint8Array => Uint8Array.from([...double(1, seconds), ...text(3, "brain.Event:2")]);

/**
 * A number: `Event \{ 1: wall_time, 2: step, 5: Summary \{ 1: Value \{ 1: tag, 2: simple_value \} \} \}`. The value has single precision.
 *
 * Source: TensorFlow, `event.proto` and `summary.proto`.
 */
export function scalarEvent(seconds: number, { tag, step, value }: Scalar): Uint8Array {
  const summary = bytesOf(1, Uint8Array.from([...text(1, tag), ...float(2, value)]));
  return Uint8Array.from([...double(1, seconds), ...integer(2, step), ...bytesOf(5, Uint8Array.from(summary))]);
}

function littleEndian(size: number, write: (view: DataView) => void): ArrayBuffer {
  const buffer = new ArrayBuffer(size);
  write(new DataView(buffer));
  return buffer;
}

/** Seven bits at a time, the lowest first; whole numbers from 0 to 2^53. */
function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
