import type { Precision } from "./precision.ts";

// The few parts of the WebAssembly binary format that generated kernels need.

/** Types of local variables. */
export const valueType = { i32: 0x7f, i64: 0x7e, float32: 0x7d, float64: 0x7c, v128: 0x7b } as const;
/** The type of a local variable. */
export type ValueType = keyof typeof valueType;

const END = 0x0b;
const PLAIN = {
  "i32.add": 0x6a, "i32.mul": 0x6c, "i32.lessUnsigned": 0x49,
  "float32.add": 0x92, "float64.add": 0xa0, "float32.atLeast": 0x60, "float64.atLeast": 0x66,
} as const;

/** Opcodes of loads and stores of one number. */
const MEMORY = { load: { float32: 0x2a, float64: 0x2b }, store: { float32: 0x38, float64: 0x39 } } as const;

/** The body of one function without parameters, written instruction by instruction. Every call gives itself back. */
export interface Code {
  /** A new variable; gives its index. */
  local(type: ValueType): number;
  get(local: number): Code;
  set(local: number): Code;
  i32(value: number): Code;
  number(precision: Precision, value: number): Code;
  plain(operation: keyof typeof PLAIN): Code;
  /** Truncates a float to an unsigned integer, saturating: NaN and negative numbers become 0. */
  truncate(precision: Precision): Code;
  load(precision: Precision, address: number): Code;
  store(precision: Precision, address: number): Code;
  call(index: number): Code;
  /** Destination, source and byte count are on the stack. */
  copyBytes(): Code;
  /** Destination, value and byte count are on the stack. */
  fillBytes(): Code;
  simd(opcode: number, ...immediates: readonly number[]): Code;
  /** A vector load or store with a static address. */
  vector(opcode: number, address: number, ...lane: readonly number[]): Code;
  constant(bytes: Uint8Array): Code;
  /** Runs `body` while `index` stays below `end`; index must start below it. */
  repeat(index: number, step: number, end: number, body: () => void): Code;
  /** Runs `then` if the number on top is not 0, `otherwise` if it is. */
  when(then: () => void, otherwise?: () => void): Code;
  /** The encoded function. */
  finish(): number[];
}

/** LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const low = value & 0x7f;
    value = Math.floor(value / 128);
    bytes.push(value > 0 ? low | 0x80 : low);
  } while (value > 0);
  return bytes;
}

/** Signed LEB128 of 32 bits. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value | 0; ; left >>= 7) {
    const low = left & 0x7f;
    const isLast = (left >> 7 === 0 && (low & 0x40) === 0) || (left >> 7 === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

/** An empty function body. */
export function newCode(): Code {
  const bytes: number[] = [];
  const locals: number[] = [];
  const put = (...more: readonly number[]): Code => {
    for (const byte of more) bytes.push(byte);
    return code;
  };
  const code: Code = {
    local: (type) => locals.push(valueType[type]) - 1,
    get: (local) => put(0x20, ...unsigned(local)),
    set: (local) => put(0x21, ...unsigned(local)),
    i32: (value) => put(0x41, ...signed(value)),
    number: (precision, value) => (precision === "float32"
      ? put(0x43, ...new Uint8Array(Float32Array.of(value).buffer)) : put(0x44, ...new Uint8Array(Float64Array.of(value).buffer))),
    plain: (operation) => put(PLAIN[operation]),
    truncate: (precision) => put(0xfc, precision === "float32" ? 1 : 3),
    load: (precision, address) => put(MEMORY.load[precision], 2, ...unsigned(address)),
    store: (precision, address) => put(MEMORY.store[precision], 2, ...unsigned(address)),
    call: (index) => put(0x10, ...unsigned(index)),
    copyBytes: () => put(0xfc, 0x0a, 0x00, 0x00),
    fillBytes: () => put(0xfc, 0x0b, 0x00),
    simd: (opcode, ...immediates) => put(0xfd, ...unsigned(opcode), ...immediates),
    vector: (opcode, address, ...lane) => put(0xfd, ...unsigned(opcode), 2, ...unsigned(address), ...lane),
    constant: (vector) => put(0xfd, 0x0c, ...vector),
    repeat(index, step, end, body) {
      put(0x03, 0x40);
      body();
      code.get(index).i32(step).plain("i32.add");
      put(0x22, ...unsigned(index));
      code.i32(end).plain("i32.lessUnsigned");
      return put(0x0d, 0x00, END);
    },
    when(then, otherwise) {
      put(0x04, 0x40);
      then();
      if (otherwise !== undefined) {
        put(0x05);
        otherwise();
      }
      return put(END);
    },
    finish() {
      const declarations = vectorOf(locals.map((type) => [1, type]));
      return unsigned(declarations.length + bytes.length + 1).concat(declarations, bytes, [END]);
    },
  };
  return code;
}

/** A function that the module gets from outside; it takes integers and gives nothing. */
export interface ImportedFunction {
  readonly name: string;
  readonly parameterCount: number;
}

/** A module of functions without parameters over an imported memory; the last one is exported as `run`. */
export function encodeModule(imports: readonly ImportedFunction[], functions: readonly Code[]): Uint8Array<ArrayBuffer> {
  const types = [
    [0x60, 0, 0],
    ...imports.map(({ parameterCount }) => [0x60, ...vectorOf(Array.from({ length: parameterCount }, () => [valueType.i32])), 0]),
  ];
  const memory = [...text("program"), ...text("memory"), 0x02, 0x00, 0x01];
  const imported = imports.map(({ name }, i) => [...text("program"), ...text(name), 0x00, ...unsigned(i + 1)]);
  const last = imports.length + functions.length - 1;
  return Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0].concat(
    section(1, vectorOf(types)),
    section(2, vectorOf([memory, ...imported])),
    section(3, vectorOf(functions.map(() => [0]))),
    section(7, vectorOf([[...text("run"), 0x00, ...unsigned(last)]])),
    section(10, vectorOf(functions.map((code) => code.finish()))),
  ));
}

const text = (name: string): number[] => [...unsigned(name.length), ...Array.from(name, (character) => character.charCodeAt(0))];
const vectorOf = (items: readonly (readonly number[])[]): number[] => unsigned(items.length).concat(...items);
const section = (id: number, body: readonly number[]): number[] => [id].concat(unsigned(body.length), body);
