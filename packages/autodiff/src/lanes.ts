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

/** Arithmetic in the order of its opcodes, which begin at 0xe0 for float32 and twelve later for float64; one place is empty. */
const ARITHMETIC = ["abs", "neg", "", "sqrt", "add", "sub", "mul", "div", "min", "max", "pmin", "pmax"] as const;
type Arithmetic = Exclude<typeof ARITHMETIC[number], "">;

/** Opcodes of float32; those of float64 lie `wide` later. */
const FIRST_ARITHMETIC = 0xe0;
const COMPARE = { equal: 0x41, notEqual: 0x42, greater: 0x44, wide: 6 };
const WHOLE_NUMBER = { shiftLeft: 0xab, shiftRightSigned: 0xac, shiftRight: 0xad, add: 0xae, wide: 0x20 };
/** The same for both. */
const BITS = { and: 0x4e, or: 0x50, xor: 0x51, choose: 0x52 };
const ROUNDING = { nearest: [0x6a, 0x94], truncate: 0xf8, convert: 0xfa } as const;

/** 1.5 · 2⁵²: added to a small whole number, it leaves that number in the low bits. */
const WHOLE = 6755399441055744;

interface Instruction {
  /** Nothing for a constant and for a value that somebody else puts into its variable. */
  readonly opcode?: number;
  readonly operands: readonly Lane[];
  readonly shift?: number | undefined;
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
  const isWide = precision === "float64";
  const instructions: Instruction[] = [];
  const known = new Map<string, Lane>();
  const remember = (key: string, instruction: Instruction): Lane => {
    let lane = known.get(key);
    if (lane === undefined) known.set(key, lane = instructions.push(instruction) - 1);
    return lane;
  };
  const emit = (opcode: number, operands: readonly Lane[], shift?: number): Lane =>
    remember(`${opcode}:${operands.join()}:${shift}`, { opcode, operands, shift });
  const arithmetic = (name: Arithmetic): ((...operands: readonly Lane[]) => Lane) => {
    const opcode = FIRST_ARITHMETIC + ARITHMETIC.indexOf(name) + (isWide ? ARITHMETIC.length : 0);
    return (...operands) => emit(opcode, operands);
  };
  const compare = (opcode: number, a: Lane, b: Lane): Lane => emit(opcode + (isWide ? COMPARE.wide : 0), [a, b]);
  const whole = (opcode: number, operands: readonly Lane[], shift?: number): Lane =>
    emit(opcode + (isWide ? WHOLE_NUMBER.wide : 0), operands, shift);
  const isConstant = (lane: Lane, value: number): boolean => lane === lanes.constant(value);
  const isComparison = (opcode = 0): boolean => opcode >= COMPARE.equal && opcode <= COMPARE.greater + COMPARE.wide;
  const push = (code: Code, lane: Lane, variable: (lane: Lane) => number): void => {
    const { constant } = instructions[lane]!;
    if (constant === undefined) code.get(variable(lane));
    else code.constant(constant);
  };
  const lanes: WritableLanes = {
    precision, push,
    abs: arithmetic("abs"), neg: arithmetic("neg"), sqrt: arithmetic("sqrt"), add: arithmetic("add"), sub: arithmetic("sub"), mul: arithmetic("mul"),
    div: arithmetic("div"), min: arithmetic("min"), max: arithmetic("max"), pmin: arithmetic("pmin"), pmax: arithmetic("pmax"),
    constant: (value) => remember(Object.is(value, -0) ? "-0" : String(value), { operands: [], constant: everywhere(value, precision) }),
    bits: (pattern) => remember(`bits:${pattern}`, { operands: [], constant: repeated(pattern, precision) }),
    nearest: (a) => emit(ROUNDING.nearest[isWide ? 1 : 0], [a]),
    equal: (a, b) => compare(COMPARE.equal, a, b), greater: (a, b) => compare(COMPARE.greater, a, b),
    and: (a, b) => emit(BITS.and, [a, b]), or: (a, b) => emit(BITS.or, [a, b]), xor: (a, b) => emit(BITS.xor, [a, b]),
    nonZero(a) {
      const { opcode, operands: [mask, one] } = instructions[a]!;
      const wasMask = opcode === BITS.and && isConstant(one!, 1) && isComparison(instructions[mask!]!.opcode);
      return wasMask ? mask! : compare(COMPARE.notEqual, a, lanes.constant(0));
    },
    choose: (mask, a, b) => (isConstant(b, 0) ? lanes.and(mask, a) : emit(BITS.choose, [a, b, mask])),
    addWhole: (a, b) => whole(WHOLE_NUMBER.add, [a, b]),
    shiftLeft: (a, count) => whole(WHOLE_NUMBER.shiftLeft, [a], count),
    shiftRight: (a, count) => whole(WHOLE_NUMBER.shiftRight, [a], count),
    shiftRightSigned: (a, count) => whole(WHOLE_NUMBER.shiftRightSigned, [a], count),
    toWhole: (a) => (isWide ? lanes.add(a, lanes.constant(WHOLE)) : emit(ROUNDING.truncate, [a])),
    fromWhole: (a) => (isWide
      ? lanes.sub(lanes.or(a, lanes.constant(2 ** 52)), lanes.constant(2 ** 52)) : emit(ROUNDING.convert, [a])),
    loaded: () => instructions.push({ operands: [] }) - 1,
    write(code, variable) {
      instructions.forEach(({ opcode, operands, shift }, lane) => {
        if (opcode === undefined) return;
        for (const operand of operands) push(code, operand, variable);
        if (shift !== undefined) code.i32(shift);
        code.simd(opcode).set(variable(lane));
      });
    },
  };
  return lanes;
}

/** The number in every lane. */
const everywhere = (value: number, precision: Precision): Uint8Array =>
  new Uint8Array((precision === "float64" ? Float64Array.of(value, value) : new Float32Array(4).fill(value)).buffer);

/** The pattern in every lane. */
const repeated = (pattern: bigint, precision: Precision): Uint8Array =>
  new Uint8Array((precision === "float64" ? BigUint64Array.of(pattern, pattern) : new Uint32Array(4).fill(Number(pattern))).buffer);
