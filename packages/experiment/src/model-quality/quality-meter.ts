import { philox } from "@worldwise/math";
import type { RandomKey } from "@worldwise/protocol";
import { seedKey } from "@worldwise/protocol";
import type { CellResult, CellSpec } from "../cell.ts";
import type { LoadPlugin } from "../create-from-spec.ts";
import type { Run } from "../start-run.ts";
import { beginWorld, createWorld } from "../start-run.ts";
import type { HeldOutEpisodes } from "./held-out-episodes.ts";
import { heldOutEpisodes } from "./held-out-episodes.ts";
import { planQuality } from "./plan-quality.ts";
import type { Qualities } from "./qualities.ts";
import type { QualityRecord } from "./quality-record.ts";
import { qualityDefaults } from "./quality-record.ts";
import { tableQuality, trueWorld } from "./table-quality.ts";
import { vectorQuality } from "./vector-quality.ts";

/** Measures model and plan of a run while it goes on. */
export interface QualityMeter {
  /** Whether to measure after this episode. */
  isDue(episode: number): boolean;
  /** A function of the agent and the episode's number alone: nothing of earlier measurements is left. The agent is as before. */
  measure(episode: number): QualityRecord;
  /** Gives back what its world holds. */
  close(): void;
}

/**
 * The meter of a cell; undefined where its spec does not say to measure.
 *
 * It plays in a world of its own, on streams named `measurement/<episode>`, so that training and evaluation go on as if it did not.
 */
export async function qualityMeter(spec: CellSpec, run: Run, load: LoadPlugin): Promise<QualityMeter | undefined> {
  if (!spec.measure) return undefined;
  const root = philox.derive(seedKey(spec.seed), "measurement");
  const environment = beginWorld(
    await createWorld(spec.environment, load), root, spec.evaluate?.maxEpisodeSteps ?? spec.budget.maxEpisodeSteps,
  );
  const options = { ...qualityDefaults, ...spec.measure };
  const world = run.mdp && trueWorld(run.mdp);
  const { agent } = run;

  function qualities(heldOut: HeldOutEpisodes, key: RandomKey): Qualities {
    const { measures: ofPlan } = planQuality(agent, run.mdp, heldOut);
    const ofModel = agent.model.mdp
      ? tableQuality(agent, { heldOut, ...options, ...(world && { world }) })
      : vectorQuality(agent, { heldOut, horizons: options.horizons, source: philox, key });
    return { measures: { ...ofModel.measures, ...ofPlan }, byHorizon: ofModel.byHorizon };
  }
  return Object.freeze({
    isDue: (episode) => options.every !== undefined && episode % options.every === 0,
    measure(episode) {
      const key = philox.derive(root, String(episode));
      const saved = agent.save();
      try {
        const heldOut = heldOutEpisodes(agent, environment, { episodes: options.episodes, seed: key[1] });
        return { episode, horizons: options.horizons, ...qualities(heldOut, philox.derive(key, "predictions")) };
      } finally {
        agent.load(saved);
      }
    },
    close: () => { environment.close?.(); },
  } satisfies QualityMeter);
}

/** The records of a run with the one at its end, in place of one that was taken after the same episode. */
export function finalQuality(
  meter: QualityMeter | undefined, records: readonly QualityRecord[], episodes: number,
): Pick<CellResult, "quality"> {
  if (!meter) return {};
  return { quality: [...records.filter(({ episode }) => episode < episodes), meter.measure(episodes)] };
}
