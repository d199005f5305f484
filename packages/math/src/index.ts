/**
 * WebAssembly math core: arena, Bellman kernels, counter-based random numbers.
 *
 * @packageDocumentation
 */
export {};
