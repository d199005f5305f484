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
  put(instruction: readonly number[]): Code;
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
    add: () => put(0x6a),
    put: (more) => put(...more),
    increase: (local, by) => code.get(local).i32(by).add().set(local),
    call: (index) => put(0x10, ...unsigned(index)),
    simd: (opcode, ...immediates) => put(0xfd, ...unsigned(opcode), ...immediates),
    vector: (opcode, address, ...lane) => put(0xfd, ...unsigned(opcode), 2, ...unsigned(address), ...lane),
    constant: (vector) => put(0xfd, 0x0c, ...vector),
    repeat(index, step, end, body) {
      put(0x03, 0x40);
      body();
      code.get(index).i32(step).add();
      put(0x22, ...unsigned(index));
      code.i32(end);
      return put(LESS_UNSIGNED, 0x0d, 0x00, END);
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
