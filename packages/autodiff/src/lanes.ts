import type { Code } from "./encoder.ts";
import type { Precision } from "./precision.ts";

/** One value of a straight line of vector code: an index into its instructions. */
export type Lane = number;

/**
 * Straight-line code over four float32 or two float64 numbers at once. What is written twice is computed once.
 *
 * A comparison gives a mask: all bits set where it holds. Whole-number operations work on the bits of a lane.
 */
export interface Lanes {
  readonly precision: Precision;
  constant(value: number): Lane;
  /** The same bits in every lane. */
  bits(pattern: bigint): Lane;
  add(a: Lane, b: Lane): Lane;
  sub(a: Lane, b: Lane): Lane;
  mul(a: Lane, b: Lane): Lane;
  div(a: Lane, b: Lane): Lane;
  /** NaN if one is NaN. */
  max(a: Lane, b: Lane): Lane;
  /** NaN if one is NaN. */
  min(a: Lane, b: Lane): Lane;
  /** a \< b ? b : a, faster than `max`; a NaN in a stays. */
  pmax(a: Lane, b: Lane): Lane;
  /** b \< a ? b : a, faster than `min`; a NaN in a stays. */
  pmin(a: Lane, b: Lane): Lane;
  neg(a: Lane): Lane;
  abs(a: Lane): Lane;
  sqrt(a: Lane): Lane;
  /** To the nearest whole number, ties to even. */
  nearest(a: Lane): Lane;
  /** Mask. */
  equal(a: Lane, b: Lane): Lane;
  /** Mask. */
  greater(a: Lane, b: Lane): Lane;
  /** Mask: a ≠ 0. */
  nonZero(a: Lane): Lane;
  /** a where the mask is set, elsewhere b. */
  choose(mask: Lane, a: Lane, b: Lane): Lane;
  and(a: Lane, b: Lane): Lane;
  or(a: Lane, b: Lane): Lane;
  xor(a: Lane, b: Lane): Lane;
  /** Whole numbers: a + b. */
  addWhole(a: Lane, b: Lane): Lane;
  shiftLeft(a: Lane, count: number): Lane;
  shiftRight(a: Lane, count: number): Lane;
  /** Copies of the sign come in from the left. */
  shiftRightSigned(a: Lane, count: number): Lane;
  /** A float without fraction as a whole number; of float64 only the low 51 bits count. */
  toWhole(a: Lane): Lane;
  /** A small whole number, at least 0, as a float. */
  fromWhole(a: Lane): Lane;
}

/** The opcode of each instruction, float32 and float64. */
const OPCODES = {
  add: [0xe4, 0xf0], sub: [0xe5, 0xf1], mul: [0xe6, 0xf2], div: [0xe7, 0xf3], min: [0xe8, 0xf4], max: [0xe9, 0xf5],
  pmin: [0xea, 0xf6], pmax: [0xeb, 0xf7], neg: [0xe1, 0xed], abs: [0xe0, 0xec], sqrt: [0xe3, 0xef], nearest: [0x6a, 0x94],
  equal: [0x41, 0x47], notEqual: [0x42, 0x48], greater: [0x44, 0x4a], and: [0x4e, 0x4e], or: [0x50, 0x50], xor: [0x51, 0x51],
  choose: [0x52, 0x52], addWhole: [0xae, 0xce], shiftLeft: [0xab, 0xcb], shiftRight: [0xad, 0xcd], shiftRightSigned: [0xac, 0xcc],
  truncate: [0xf8, 0xf8], convert: [0xfa, 0xfa],
} as const;
type Opcode = keyof typeof OPCODES;

/** 1.5 · 2⁵²: added to a small whole number, it leaves that number in the low bits. */
const WHOLE = 6755399441055744;

interface Instruction {
  /** Nothing for a constant and for a value that somebody else puts into its variable. */
  readonly opcode?: Opcode;
  readonly operands: readonly Lane[];
  readonly shift?: number;
  readonly constant?: Uint8Array;
}

/** Lanes that can be written as code. */
export interface WritableLanes extends Lanes {
  /** A value that somebody else puts into the lane's variable. */
  loaded(): Lane;
  /** Writes all instructions; `variable(lane)` gives the variable of each computed lane. Constants are written where they are used. */
  write(code: Code, variable: (lane: Lane) => number): void;
  push(code: Code, lane: Lane, variable: (lane: Lane) => number): void;
}

/** No instructions yet. */
export function newLanes(precision: Precision): WritableLanes {
  const column = precision === "float32" ? 0 : 1;
  const instructions: Instruction[] = [];
  const known = new Map<string, Lane>();
  const remember = (key: string, instruction: Instruction): Lane => {
    let lane = known.get(key);
    if (lane === undefined) known.set(key, lane = instructions.push(instruction) - 1);
    return lane;
  };
  const emit = (opcode: Opcode, ...operands: readonly Lane[]): Lane => remember(`${opcode}:${operands.join()}`, { opcode, operands });
  const shifted = (opcode: Opcode, a: Lane, shift: number): Lane => remember(`${opcode}:${a}:${shift}`, { opcode, operands: [a], shift });
  const pair = (opcode: Opcode) => (a: Lane, b: Lane): Lane => emit(opcode, a, b);
  const single = (opcode: Opcode) => (a: Lane): Lane => emit(opcode, a);
  const isConstant = (lane: Lane, value: number): boolean => lane === lanes.constant(value);
  const isComparison = (lane: Lane): boolean => ["equal", "notEqual", "greater"].includes(instructions[lane]?.opcode ?? "");
  const push = (code: Code, lane: Lane, variable: (lane: Lane) => number): void => {
    const { constant } = instructions[lane]!;
    if (constant === undefined) code.get(variable(lane));
    else code.constant(constant);
  };
  const lanes: WritableLanes = {
    precision, push,
    constant: (value) => constantOf(remember, patternOf(precision, value), precision),
    bits: (pattern) => constantOf(remember, pattern, precision),
    add: pair("add"), sub: pair("sub"), mul: pair("mul"), div: pair("div"), max: pair("max"), min: pair("min"),
    pmax: pair("pmax"), pmin: pair("pmin"), neg: single("neg"), abs: single("abs"), sqrt: single("sqrt"), nearest: single("nearest"),
    equal: pair("equal"), greater: pair("greater"), and: pair("and"), or: pair("or"), xor: pair("xor"), addWhole: pair("addWhole"),
    nonZero(a) {
      const { opcode, operands: [mask, one] } = instructions[a]!;
      const wasMask = opcode === "and" && isConstant(one!, 1) && isComparison(mask!);
      return wasMask ? mask! : emit("notEqual", a, lanes.constant(0));
    },
    choose: (mask, a, b) => (isConstant(b, 0) ? emit("and", mask, a) : emit("choose", a, b, mask)),
    shiftLeft: (a, count) => shifted("shiftLeft", a, count),
    shiftRight: (a, count) => shifted("shiftRight", a, count),
    shiftRightSigned: (a, count) => shifted("shiftRightSigned", a, count),
    toWhole: (a) => (precision === "float32" ? emit("truncate", a) : emit("add", a, lanes.constant(WHOLE))),
    fromWhole: (a) => (precision === "float32"
      ? emit("convert", a) : emit("sub", emit("or", a, lanes.constant(2 ** 52)), lanes.constant(2 ** 52))),
    loaded: () => instructions.push({ operands: [] }) - 1,
    write(code, variable) {
      instructions.forEach(({ opcode, operands, shift }, lane) => {
        if (opcode === undefined) return;
        for (const operand of operands) push(code, operand, variable);
        if (shift !== undefined) code.i32(shift);
        code.simd(OPCODES[opcode][column]).set(variable(lane));
      });
    },
  };
  return lanes;
}

function patternOf(precision: Precision, value: number): bigint {
  if (precision === "float64") return new BigUint64Array(Float64Array.of(value).buffer)[0]!;
  return BigInt(new Uint32Array(Float32Array.of(value).buffer)[0]!);
}

function constantOf(remember: (key: string, instruction: Instruction) => Lane, pattern: bigint, precision: Precision): Lane {
  const repeated = precision === "float64" ? BigUint64Array.of(pattern, pattern) : new Uint32Array(4).fill(Number(pattern));
  return remember(`bits:${pattern}`, { operands: [], constant: new Uint8Array(repeated.buffer) });
}
