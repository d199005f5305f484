/** A flag that sets an option of a part, such as `--env.step-size 0.1`. */
export interface PartFlag {
  /** As it was written, without its value. */
  readonly flag: string;
  /** Names between the dots, in camelCase: `["env", "stepSize"]`. */
  readonly path: readonly string[];
  /** Undefined for a flag without a value, which switches something on. */
  readonly text: string | undefined;
}

/** Arguments with the flags of parts taken out. */
export interface SplitFlags {
  readonly rest: readonly string[];
  readonly partFlags: readonly PartFlag[];
}

/** Parts of a learner that have short flags of their own. */
export const partsOfLearner: readonly string[] = ["model", "loss", "rewardLoss", "optimizer"];

const roots = ["agent", "env", "learner", "planner", "search-control", "searchControl", "reward-loss", ...partsOfLearner];
const partFlag = new RegExp(`^--((?:${roots.join("|")})(?:\\.[A-Za-z][A-Za-z0-9-]*)+)(?:=([\\s\\S]*))?$`);

/**
 * Takes the flags with dots out of the arguments. What may follow the dots is known only when the catalog is read.
 *
 * The value is what follows `=`, or the next argument unless that begins with `--`.
 */
export function splitPartFlags(given: readonly string[]): SplitFlags {
  const rest: string[] = [];
  const partFlags: PartFlag[] = [];
  for (let index = 0; index < given.length; index++) {
    const argument = given[index]!;
    const [, dotted, inline] = partFlag.exec(argument) ?? [];
    if (dotted === undefined) {
      rest.push(argument);
      continue;
    }
    const next = given[index + 1];
    const takesNext = inline === undefined && next !== undefined && !next.startsWith("--");
    if (takesNext) index++;
    partFlags.push({ flag: `--${dotted}`, path: dotted.split(".").map(camelCase), text: takesNext ? next : inline });
  }
  return { rest, partFlags };
}

/** `step-size` → `stepSize`. */
export const camelCase = (name: string): string => name.replace(/-+([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** `stepSize` → `step-size`. */
export const kebabCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
