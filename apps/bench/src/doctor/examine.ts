import type { Finding } from "@worldwise/experiment/node";
import { inspectRunFolder, mendFinding, runFolder } from "@worldwise/experiment/node";

/** What a look at a run folder brought. */
export interface Examination {
  /** For people. */
  readonly lines: readonly string[];
  /** Whether nothing is damaged or missing, now. */
  readonly isWhole: boolean;
}

/** Looks through a run folder and says what was found. Changes nothing. */
export function examine(path: string): Examination {
  const findings = inspectRunFolder(path);
  return { lines: [...inWords(findings), verdict(findings)], isWhole: isWhole(findings) };
}

/** Mends what can be mended, and looks again. Nobody else may run the folder meanwhile. */
export function mend(path: string): Examination {
  const found = inspectRunFolder(path);
  if (found.some(({ kind }) => kind === "newer-format")) return { lines: inWords(found), isWhole: false };
  const release = runFolder(path).hold();
  try {
    const done = found.flatMap((finding) => {
      const what = mendFinding(path, finding);
      return what === undefined ? [] : [`${finding.file}: ${finding.says}; ${what}`];
    });
    release();
    const left = inspectRunFolder(path);
    return { lines: [...shortened(done), ...inWords(left), verdict(left)], isWhole: isWhole(left) };
  } finally {
    release();
  }
}

const isWhole = (findings: readonly Finding[]): boolean => findings.every(({ isDamage }) => !isDamage);

function verdict(findings: readonly Finding[]): string {
  if (isWhole(findings)) return "The folder is whole.";
  const [damages, mendable] = [findings.filter(({ isDamage }) => isDamage), findings.filter(({ remedy }) => remedy)];
  const hint = mendable.length === 0 ? "" : `; --mend sets right ${mendable.length === 1 ? "one" : mendable.length} of all findings, and deletes nothing`;
  return `Not whole: ${damages.length} ${damages.length === 1 ? "thing" : "things"} to see to${hint}.`;
}

/** One line for each finding, a few of each kind. */
function inWords(findings: readonly Finding[]): readonly string[] {
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => shortened(findings.filter((each) => each.kind === kind).map(line)));
}

const line = ({ isDamage, file, says }: Finding): string => `${isDamage ? "✗" : "·"} ${file}: ${says}`;

const mostLines = 20;

function shortened(lines: readonly string[]): readonly string[] {
  return lines.length <= mostLines ? lines : [...lines.slice(0, mostLines), `  … and ${lines.length - mostLines} more like these`];
}
