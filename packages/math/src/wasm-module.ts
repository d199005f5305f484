import { wasmBase64 } from "./generated/wasm-bytes.ts";
import type { Kernels } from "./kernels.ts";

let compiled: WebAssembly.Module | undefined;

/** The module, compiled at first use and once for each process. */
export function mathModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(wasmBase64), (character) => character.charCodeAt(0)));
  return compiled;
}

/** Kernels that work on `memory`. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as Kernels; // the exports' types are not known to the compiler; scripts/build-wasm.mjs makes them
}
