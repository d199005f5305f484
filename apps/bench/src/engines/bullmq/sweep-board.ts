import type { Experiment } from "@worldwise/experiment";
import { readExperiment } from "@worldwise/experiment";
import type { CodeDigest } from "@worldwise/experiment/node";
import type { Redis } from "ioredis";
import { forgottenAfter, prefix } from "./names.ts";

/** What is told of the code that has to run cells. */
export type SweepCode = Pick<CodeDigest, "digest" | "packages">;

/** An experiment whose cells wait, and the code that has to run them. */
export interface Sweep {
  readonly experiment: Experiment;
  readonly code: SweepCode;
}

/** Where coordinators say which code their cells need. */
export interface SweepBoard {
  announce(sweep: Sweep): Promise<void>;
  withdraw(sweep: Sweep): Promise<void>;
  /** Digests of code that somebody has cells for. */
  digests(): Promise<readonly string[]>;
  /** What was announced for a digest; undefined where it is gone, or cannot be read. */
  find(digest: string): Promise<Sweep | undefined>;
}

/** The board of a Redis. What a killed coordinator announced stays for a week. */
export function sweepBoard(redis: Redis): SweepBoard {
  const list = `${prefix}:sweeps`;
  const keyOf = (digest: string): string => `${prefix}:sweep:${digest}`;
  return {
    async announce({ experiment, code: { digest, packages } }) {
      const text = JSON.stringify({ experiment, code: { digest, packages } } satisfies Sweep);
      await redis.multi().set(keyOf(digest), text, "EX", forgottenAfter).sadd(list, digest).exec();
    },
    async withdraw({ code: { digest } }) {
      await redis.multi().del(keyOf(digest)).srem(list, digest).exec();
    },
    async digests() {
      const announced = await redis.smembers(list);
      const present = await Promise.all(announced.map((digest) => redis.exists(keyOf(digest))));
      return announced.filter((_, index) => present[index] === 1);
    },
    async find(digest) {
      const text = await redis.get(keyOf(digest));
      return text === null ? undefined : readSweep(text, digest);
    },
  };
}

/** Whoever may write to the Redis wrote it: it is data, and read like a file of a stranger. */
function readSweep(text: string, digest: string): Sweep | undefined {
  try {
    const { experiment, code } = JSON.parse(text) as { experiment?: unknown; code?: Partial<SweepCode> }; // checked here
    const packages = Object.entries(code?.packages ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return { experiment: readExperiment(experiment), code: { digest, packages: Object.fromEntries(packages) } };
  } catch {
    return undefined;
  }
}
