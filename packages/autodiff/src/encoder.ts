// The few parts of the WebAssembly binary format that generated kernels need.

/** Types of local variables. */
export const valueType = { i32: 0x7f, i64: 0x7e, float32: 0x7d, float64: 0x7c, v128: 0x7b } as const;
/** The type of a local variable. */
export type ValueType = keyof typeof valueType;

const END = 0x0b;
const LESS_UNSIGNED = 0x49;
/** The body of one function without parameters, written instruction by instruction. Every call gives itself back. */
export interface Code {
  /** A new variable; gives its index. */
  local(type: ValueType): number;
  get(local: number): Code;
  set(local: number): Code;
  i32(value: number): Code;
  /** The sum of two integers on the stack. */
  add(): Code;
  /** An instruction that is encoded already. */
  put(instruction: Iterable<number>): Code;
  /** Adds to an integer variable. */
  increase(local: number, by: number): Code;
  call(index: number): Code;
  simd(opcode: number, ...immediates: readonly number[]): Code;
  /** A vector load or store with a static address. */
  vector(opcode: number, address: number, ...lane: readonly number[]): Code;
  constant(bytes: Uint8Array): Code;
  /** Runs `body` while `index` stays below `end`; index must start below it. */
  repeat(index: number, step: number, end: number, body: () => void): Code;
  /** The encoded function. */
  finish(): number[];
}

/** LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  pushUnsigned(bytes, value);
  return bytes;
}

function pushUnsigned(bytes: number[], value: number): void {
  for (; value > 0x7f; value = Math.floor(value / 128)) bytes.push((value & 0x7f) | 0x80);
  bytes.push(value);
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
  // Written a hundred thousand times while a program is compiled: without arrays in between.
  const put = (instruction: Iterable<number>): Code => {
    for (const byte of instruction) bytes.push(byte);
    return code;
  };
  const withIndex = (opcode: number, index: number): Code => {
    bytes.push(opcode);
    pushUnsigned(bytes, index);
    return code;
  };
  const code: Code = {
    put,
    local: (type) => locals.push(valueType[type]) - 1,
    get: (local) => withIndex(0x20, local),
    set: (local) => withIndex(0x21, local),
    i32: (value) => put([0x41, ...signed(value)]),
    add: () => put([0x6a]),
    increase: (local, by) => code.get(local).i32(by).add().set(local),
    call: (index) => withIndex(0x10, index),
    simd: (opcode, ...immediates) => withIndex(0xfd, opcode).put(immediates),
    vector: (opcode, address, ...lane) => withIndex(0xfd, opcode).put([2, ...unsigned(address), ...lane]),
    constant: (vector) => put([0xfd, 0x0c]).put(vector),
    repeat(index, step, end, body) {
      put([0x03, 0x40]);
      body();
      code.get(index).i32(step).add();
      return withIndex(0x22, index).i32(end).put([LESS_UNSIGNED, 0x0d, 0x00, END]);
    },
    finish() {
      const declarations = vectorOf(runsOf(locals));
      return unsigned(declarations.length + bytes.length + 1).concat(declarations, bytes, [END]);
    },
  };
  return code;
}

/** `[count, type]` for each stretch of one type. */
function runsOf(types: readonly number[]): number[][] {
  const ends = types.flatMap((type, i) => (type === types[i + 1] ? [] : [i + 1]));
  return ends.map((end, i) => [...unsigned(end - (ends[i - 1] ?? 0)), types[end - 1]!]);
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
