import type { Code } from "./encoder.ts";
import { encodeModule, newCode } from "./encoder.ts";
import type { CallKernel, Kernel } from "./kernel.ts";
import { writeLoop } from "./loop-code.ts";
import type { Precision } from "./precision.ts";

/** The module of a program: one function for each kernel, and `run`, which calls them in order. */
export function generate(kernels: readonly Kernel[], precision: Precision): Uint8Array<ArrayBuffer> {
  const calls = kernels.filter((kernel) => kernel.kind === "call");
  const functions: Code[] = [];
  const run = newCode();
  for (const kernel of kernels) {
    if (kernel.kind === "call") callOutside(run, kernel, calls.indexOf(kernel));
    else run.call(calls.length + functions.push(written(kernel, precision)) - 1);
  }
  const imports = calls.map(({ values }, i) => ({ name: importName(i), parameterCount: values.length }));
  return encodeModule(imports, [...functions, run]);
}

/** Compiles and links a module over a memory; gives its `run`. */
export function instantiate(
  bytes: Uint8Array<ArrayBuffer>, kernels: readonly Kernel[], memory: WebAssembly.Memory, precision: Precision,
): () => void {
  const calls = kernels.filter((kernel) => kernel.kind === "call");
  const linked = Object.fromEntries(calls.map((kernel, i) => [importName(i), kernel.link(memory, precision)]));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { program: { ...linked, memory } });
  return exports["run"] as () => void; // every module made by `generate` exports it
}

const importName = (i: number): string => `call${i}`;

function written(kernel: Exclude<Kernel, CallKernel>, precision: Precision): Code {
  if (kernel.kind === "loop") return writeLoop(kernel, precision);
  const code = newCode();
  kernel.write(code, precision);
  return code;
}

function callOutside(run: Code, { values }: CallKernel, index: number): void {
  for (const value of values) run.i32(value);
  run.call(index);
}
