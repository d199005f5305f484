import type { CellSpec } from "@worldwise/experiment";
import type { Parts, Problem } from "@worldwise/protocol";
import { describeSpace, explain, WorldwiseError } from "@worldwise/protocol";
import { composeParts } from "../compose-parts.ts";
import { planRun } from "../flags/plan-run.ts";
import type { PartNames } from "../flags/run-flags.ts";
import type { Shell } from "../shell.ts";
import { exitCodes } from "../shell.ts";

/** Flags of `worldwise explain`. */
export interface ExplainOptions extends PartNames {
  readonly json?: boolean;
}

/** Answers whether parts fit, and why. */
export async function explainParts({ json = false, ...names }: ExplainOptions, shell: Shell): Promise<void> {
  const { fits, text } = await explanation(planRun(names, shell), shell);
  const verdict = fits ? "The parts fit." : "The parts do not fit.";
  shell.out.write(json ? `${JSON.stringify({ fits, text })}\n` : `${text}\n${verdict}\n`);
  if (!fits) shell.exitCode = exitCodes.no;
}

interface Answer {
  readonly fits: boolean;
  readonly text: string;
}

/** Codes of parts that refuse the environment or one another as soon as they are created. */
const refusals: ReadonlySet<string> = new Set([
  "wrong-space", "bad-problem", "wrong-world", "not-tabular", "no-table", "parts-do-not-fit",
]);

async function explanation(spec: CellSpec, shell: Shell): Promise<Answer> {
  try {
    const { problem, parts, given, compose } = await composeParts(spec, shell.catalog());
    const { fits, text } = explain(parts, { given, spaces: problem });
    if (fits) await compose();
    return { fits, text: [problemLine(problem), ...providedLines(parts), ...(text === "" ? [] : [text])].join("\n") };
  } catch (error) {
    if (WorldwiseError.is(error) && refusals.has(error.code)) return { fits: false, text: error.message };
    throw error;
  }
}

const problemLine = ({ observation, action, discount }: Problem): string =>
  `environment    observation ${describeSpace(observation)}, action ${describeSpace(action)}, discount ${discount}`;

function providedLines(parts: Parts): readonly string[] {
  return Object.entries(parts).map(([part, { "~worldwise": { name, provides } }]) =>
    `${part.padEnd(14)} ${name.padEnd(22)} provides ${provides.join(", ") || "nothing"}`);
}
