import type { Experiment } from "@worldwise/experiment";
import type { Command } from "commander";
import type { RedisFlags } from "../engines/bullmq/take-address.ts";
import { takeAddress } from "../engines/bullmq/take-address.ts";
import type { Engine } from "../engines/engine.ts";
import type { RunOptions } from "../run-experiment.ts";
import { codeOf } from "../run-experiment.ts";

/** Adds the options that say where a Redis is. */
export function addRedisOptions(command: Command): Command {
  return command
    .option("--redis <address>", "redis:// or rediss:// (default: the environment variable WORLDWISE_REDIS)")
    .option("--redis-ca <file>", "the certificate of the authority behind a rediss:// address, a PEM file");
}

/** The engine that the flags describe. */
export async function bullmqEngineOf(flags: RedisFlags, experiment: Experiment, roots: RunOptions["roots"]): Promise<Engine> {
  const redis = takeAddress(flags, process, "worldwise-bench run");
  const { bullmqEngine } = await import("../engines/bullmq/bullmq-engine.ts"); // large, and of no use to other engines
  return bullmqEngine({ redis, sweep: { experiment, code: codeOf(experiment, roots) }, notice: (text) => { console.error(text); } });
}
