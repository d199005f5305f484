import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Experiment } from "@worldwise/experiment";
import { parseExperiment, readExperiment } from "@worldwise/experiment";
import { WorldwiseError } from "@worldwise/protocol";
import { shippedExperiments } from "./places.ts";

/** A shipped experiment by name, or a file: YAML, JSON, or a module whose default export is the experiment. */
export async function loadExperiment(nameOrFile: string): Promise<Experiment> {
  const byName = join(shippedExperiments, `${nameOrFile}.yaml`);
  const file = existsSync(byName) ? byName : resolve(nameOrFile);
  if (!existsSync(file)) {
    throw new WorldwiseError("no-such-experiment", {
      expected: "the name of a shipped experiment, or a file", got: nameOrFile,
      todo: `choose one of ${readdirSync(shippedExperiments).map((name) => basename(name, extname(name))).join(", ")}, or give a path`,
    });
  }
  if (extname(file) !== ".mjs") return parseExperiment(readFileSync(file, "utf8"), basename(file));
  const loaded = await import(pathToFileURL(file).href) as { readonly default: unknown }; // checked by readExperiment
  return readExperiment(loaded.default, basename(file));
}
