import type { Experiment } from "@worldwise/experiment";
import { bullmqEngine } from "../engines/bullmq/bullmq-engine.ts";
import type { RedisFlags } from "../engines/bullmq/take-address.ts";
import { forgetAddress, takeAddress } from "../engines/bullmq/take-address.ts";
import type { Engine } from "../engines/engine.ts";
import type { RunOptions } from "../run-experiment.ts";
import { codeOf } from "../run-experiment.ts";

/** Names of the engines, as `--engine` takes them. */
export const engineNames: readonly string[] = ["local", "bullmq"];

/** The flags that say where cells run. */
export interface EngineFlags extends RedisFlags {
  readonly engine?: string;
}

/** The engine that flags name; undefined for the one of this machine. */
export function chosenEngine({ engine, ...flags }: EngineFlags, experiment: Experiment, roots: RunOptions["roots"]): Engine | undefined {
  if (engine !== "bullmq") {
    forgetAddress(process);
    return undefined;
  }
  const redis = takeAddress(flags, process, "worldwise-bench run");
  return bullmqEngine({ redis, sweep: { experiment, code: codeOf(experiment, roots) }, notice: (text) => { console.error(text); } });
}
