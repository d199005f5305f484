import type { Experiment } from "@worldwise/experiment";
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
export async function chosenEngine(
  { engine, ...flags }: EngineFlags, experiment: Experiment, roots: RunOptions["roots"],
): Promise<Engine | undefined> {
  if (engine !== "bullmq") {
    forgetAddress(process);
    return undefined;
  }
  const redis = takeAddress(flags, process, "worldwise-bench run");
  const { bullmqEngine } = await import("../engines/bullmq/bullmq-engine.ts"); // large, and of no use to other engines
  return bullmqEngine({ redis, sweep: { experiment, code: codeOf(experiment, roots) }, notice: (text) => { console.error(text); } });
}
