/** Places that are taken and given back. */
export interface Slots {
  /** Runs work as soon as there is a place for it; first come, first served. */
  use<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** So many places: the queues of several sweeps share the children of a worker. */
export function slots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    async use(work) {
      if (free > 0) free--;
      else await new Promise<void>((resume) => { waiting.push(resume); });
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free++;
      }
    },
  };
}
