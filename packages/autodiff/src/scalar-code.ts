import type { Code } from "./encoder.ts";
import { signed, unsigned } from "./encoder.ts";
import type { Precision } from "./precision.ts";

// Instructions on single numbers, for kernels that are no loops of vectors. Apart from `Code`, so that programs without such
// kernels do not carry them along.

const PLAIN = {
  "i32.mul": 0x6c, "i32.lessUnsigned": 0x49, "float32.add": 0x92, "float64.add": 0xa0, "float32.atLeast": 0x60, "float64.atLeast": 0x66,
} as const;
const MEMORY = { load: { float32: 0x2a, float64: 0x2b }, store: { float32: 0x38, float64: 0x39 } } as const;

/** An instruction without immediates. */
export const plain = (operation: keyof typeof PLAIN): readonly number[] => [PLAIN[operation]];

/** A constant. */
export const number = (precision: Precision, value: number): readonly number[] => (precision === "float32"
  ? [0x43, ...new Uint8Array(Float32Array.of(value).buffer)] : [0x44, ...new Uint8Array(Float64Array.of(value).buffer)]);

/** Reads a number at a static address and the offset on the stack. */
export const load = (precision: Precision, address: number): readonly number[] => [MEMORY.load[precision], 2, ...unsigned(address)];
/** Writes one there. */
export const store = (precision: Precision, address: number): readonly number[] => [MEMORY.store[precision], 2, ...unsigned(address)];

/** Truncates a float to an unsigned integer, saturating: NaN and negative numbers become 0. */
export const truncate = (precision: Precision): readonly number[] => [0xfc, precision === "float32" ? 1 : 3];

/** Destination, source and byte count are on the stack. */
export const copyBytes: readonly number[] = [0xfc, 0x0a, 0x00, 0x00];
/** Destination, value and byte count are on the stack. */
export const fillBytes: readonly number[] = [0xfc, 0x0b, 0x00];

/** Product of the number on the stack with a constant. */
export const times = (value: number): readonly number[] => [0x41, ...signed(value), PLAIN["i32.mul"]];

/** Runs `then` if the number on top is not 0, `otherwise` if it is. */
export function when(code: Code, then: () => void, otherwise: () => void): void {
  code.put([0x04, 0x40]);
  then();
  code.put([0x05]);
  otherwise();
  code.put([0x0b]);
}
