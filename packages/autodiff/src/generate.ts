import type { Arena } from "@worldwise/math";
import type { Code } from "./encoder.ts";
import { encodeModule, newCode } from "./encoder.ts";
import type { CallKernel, CodeKernel, Kernel } from "./kernel.ts";
import { writeLoop } from "./loop-code.ts";
import type { Precision } from "./precision.ts";

/** The module of a program: one function for each kernel, and `run`, which calls them in order. */
export function generate(kernels: readonly Kernel[], precision: Precision): Uint8Array<ArrayBuffer> {
  const imports = importsOf(kernels);
  const functions: Code[] = [];
  const call = (code: Code, list: readonly Kernel[]): void => {
    for (const kernel of list) {
      if (kernel.kind === "call") callOutside(code, kernel, imports.findIndex((each) => isSameFunction(each, kernel)));
      else code.call(imports.length + functions.push(kernel.kind === "loop" ? writeLoop(kernel, precision) : written(kernel)) - 1);
    }
  };
  const written = ({ write }: CodeKernel): Code => {
    const code = newCode();
    write(code, precision, (inner) => call(code, inner));
    return code;
  };
  const run = newCode();
  call(run, kernels);
  return encodeModule(imports.map(({ values }, i) => ({ name: importName(i), parameterCount: values.length })), [...functions, run]);
}

/** Compiles and links a module over a memory; gives its `run`. */
export function instantiate(bytes: Uint8Array<ArrayBuffer>, kernels: readonly Kernel[], arena: Arena, precision: Precision): () => void {
  return runOf(new WebAssembly.Instance(new WebAssembly.Module(bytes), linked(kernels, arena, precision)));
}

/** The same, without blocking. */
export async function instantiateLater(
  bytes: Uint8Array<ArrayBuffer>, kernels: readonly Kernel[], arena: Arena, precision: Precision,
): Promise<() => void> {
  return runOf((await WebAssembly.instantiate(bytes, linked(kernels, arena, precision))).instance);
}

const linked = (kernels: readonly Kernel[], arena: Arena, precision: Precision): WebAssembly.Imports => ({
  program: { memory: arena.memory, ...Object.fromEntries(importsOf(kernels).map(({ link }, i) => [importName(i), link(arena, precision)])) },
});

const runOf = ({ exports }: WebAssembly.Instance): (() => void) => exports["run"] as () => void; // every module made by `generate` exports it

/** One kernel for each different function. */
function importsOf(kernels: readonly Kernel[]): CallKernel[] {
  const found: CallKernel[] = [];
  for (const kernel of flat(kernels)) if (kernel.kind === "call" && !found.some((each) => isSameFunction(each, kernel))) found.push(kernel);
  return found;
}

/** With what they call. */
const flat = (kernels: readonly Kernel[]): readonly Kernel[] =>
  kernels.flatMap((kernel) => (kernel.kind === "code" && kernel.inner !== undefined ? flat(kernel.inner) : [kernel]));

const isSameFunction = (a: CallKernel, b: CallKernel): boolean => a.link === b.link && a.values.length === b.values.length;

const importName = (i: number): string => `call${i}`;

function callOutside(run: Code, { values }: CallKernel, index: number): void {
  for (const value of values) run.i32(value);
  run.call(index);
}
