/** How a child ended, and the last that it wrote. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lastOutput: string;
}

/** Why a child is no more, for a person: what is known for certain, and the last line it wrote. */
export function endInWords({ code, signal, lastOutput }: ChildEnd): string {
  const memory = /it held more memory than the limit of .*/.exec(lastOutput)?.[0];
  if (memory !== undefined) return memory;
  const end = signal ? `its process was ended by ${signal}` : `its process exited with code ${code ?? 0}`;
  if (/heap out of memory|heap limit|invalid size error/i.test(lastOutput)) return `the heap of JavaScript was full (--max-memory says how much it may hold): ${end}`;
  const lastLine = lastOutput.split("\n").map((line) => line.trim()).filter(isTold).at(-1);
  return lastLine === undefined ? end : `${end}; it last wrote: ${lastLine}`;
}

/** Lines of stack traces are left out: those that Node prints when it aborts say nothing to a person. */
const isTold = (line: string): boolean => line !== "" && !/^(\d+: |at |-----)/.test(line);
