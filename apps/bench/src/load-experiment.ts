import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Experiment } from "@worldwise/experiment";
import { parseExperiment, readExperiment } from "@worldwise/experiment";
import { storing } from "@worldwise/experiment/node";
import { WorldwiseError } from "@worldwise/protocol";
import { shippedExperiments } from "./places.ts";

/** In bytes. No experiment is so long; a file that is would fill the memory. */
const mostBytes = 2 ** 23;

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
  if (extname(file) !== ".mjs") return parseExperiment(readText(file), basename(file));
  const loaded = await import(pathToFileURL(file).href) as { readonly default: unknown }; // checked by readExperiment
  return readExperiment(loaded.default, basename(file));
}

/** The text of a file of reasonable size in UTF-8. */
function readText(file: string): string {
  const { size } = statSync(file);
  if (size > mostBytes) throw unreadable(file, `${size} bytes; at most ${mostBytes}`);
  const bytes = storing(file, () => readFileSync(file));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(file, "bytes that are no text in UTF-8");
  }
}

const unreadable = (file: string, got: string): WorldwiseError => new WorldwiseError("bad-experiment", {
  expected: `${file}: an experiment as YAML or JSON`, got, todo: "give the file of an experiment",
}, { file });
