import { WorldwiseError } from "@worldwise/protocol";
import { checkInteger, checkProbability } from "./check-options.ts";

/** Options of Shooter. */
export interface ShooterOptions {
  /** Height and width of the picture, by default 15 × 15; at least 4 rows. */
  readonly rows?: number;
  readonly columns?: number;
  /** Columns of the bullseyes, from left to right, by default 2, 7 and 12. */
  readonly targets?: readonly number[];
  /** Pixels that a target is wide, odd, at least 3; by default 3. */
  readonly targetWidth?: number;
  /** Column in which the ship starts, by default 1. */
  readonly start?: number;
  /** Reward of a bullet in the bullseye, and of one that hits a target beside it; by default 20 and 10. */
  readonly bullseye?: number;
  readonly edge?: number;
  /** What a shot costs, by default 1. */
  readonly shotCost?: number;
  /** γ in [0, 1], by default 0.9. */
  readonly discount?: number;
}

/** Actions of Shooter. */
export const shooterActions = { wait: 0, left: 1, right: 2, shoot: 3 } as const;

/**
 * Where numbers are in a state of T targets and R rows: the ship's column; T flags, 1 while a target stands; then, for every row
 * from 0 to R − 2, 1 + the column of the bullet that is there, or 0. There is never more than one: bullets rise at one speed.
 */
export interface ShooterRules extends Required<ShooterOptions> {
  /** Numbers in a state: T + R. */
  readonly stateSize: number;
  /** Where the bullet of row 0 is. */
  readonly firstBullet: number;
}

/** Options, checked, with what follows from them. Throws `bad-options` on pictures that do not hold the targets. */
export function shooterRules(options: ShooterOptions): ShooterRules {
  const chosen = {
    rows: 15, columns: 15, targets: [2, 7, 12], targetWidth: 3, start: 1, bullseye: 20, edge: 10, shotCost: 1, discount: 0.9, ...options,
  };
  checkInteger("rows", chosen.rows, 4, 255);
  checkInteger("columns", chosen.columns, 3, 254);
  checkInteger("start", chosen.start, 0, chosen.columns - 1);
  checkProbability("discount", chosen.discount);
  checkTargets(chosen);
  for (const name of ["bullseye", "edge", "shotCost"] as const) {
    if (!Number.isFinite(chosen[name])) throw bad(`${name}: a finite number`, String(chosen[name]));
  }
  return { ...chosen, stateSize: chosen.targets.length + chosen.rows, firstBullet: 1 + chosen.targets.length };
}

function checkTargets({ targets, targetWidth, columns }: Required<ShooterOptions>): void {
  checkInteger("targetWidth", targetWidth, 3, columns);
  if (targetWidth % 2 === 0) throw bad("an odd targetWidth", String(targetWidth));
  if (targets.length === 0) throw bad("at least one target", "none");
  targets.forEach((center, i) => {
    checkInteger(`targets[${i}]`, center, (targetWidth - 1) / 2, columns - (targetWidth + 1) / 2);
    if (i > 0 && center - targets[i - 1]! < targetWidth) throw bad("targets from left to right that do not overlap", targets.join(", "));
  });
}

const bad = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-options", { expected, got, todo: "correct the options of the world" });

/** The state that episodes start from. */
export function startShooter({ start, targets, firstBullet }: ShooterRules, outState: Uint8Array): void {
  outState.fill(0);
  outState[0] = start;
  outState.fill(1, 1, 1 + targets.length);
  outState.fill(0, firstBullet);
}

/** One step: bullets rise and hit, the topmost first, then the ship acts. Returns the reward. */
export function stepShooter(rules: ShooterRules, state: ArrayLike<number>, action: number, outState: Uint8Array): number {
  const { rows, columns, firstBullet, shotCost } = rules;
  for (let i = 0; i < firstBullet; i++) outState[i] = state[i]!;
  let reward = 0;
  for (let row = 0; row < rows - 2; row++) {
    const bullet = state[firstBullet + row + 1]!;
    const earned = bullet === 0 ? undefined : hit(rules, row, bullet - 1, outState);
    outState[firstBullet + row] = earned === undefined ? bullet : 0;
    reward += earned ?? 0;
  }
  const ship = state[0]!;
  const shoots = action === shooterActions.shoot;
  outState[firstBullet + rows - 2] = shoots ? ship + 1 : 0;
  outState[0] = Math.min(Math.max(ship + Number(action === shooterActions.right) - Number(action === shooterActions.left), 0), columns - 1);
  return shoots ? reward - shotCost : reward;
}

/** What a bullet earns as it comes to a pixel; undefined where it flies on. A target that is hit is gone. */
function hit({ targets, targetWidth, bullseye, edge }: ShooterRules, row: number, column: number, outState: Uint8Array): number | undefined {
  if (row > 1) return undefined;
  const target = targets.findIndex((center, i) => outState[1 + i] === 1 && Math.abs(column - center) <= (targetWidth - 1) / 2);
  if (target < 0) return undefined;
  const inNotch = column === targets[target];
  if (row === 1 && inNotch) return undefined;
  outState[1 + target] = 0;
  return inNotch ? bullseye : edge;
}

/** The picture of a state, row by row from the top: 1 where there is a ship, a bullet or a target. */
export function drawShooter(rules: ShooterRules, state: ArrayLike<number>, outObservation: Uint8Array): void {
  const { rows, columns, targets, targetWidth, firstBullet } = rules;
  outObservation.fill(0);
  outObservation[(rows - 1) * columns + state[0]!] = 1;
  targets.forEach((center, i) => {
    if (state[1 + i] === 0) return;
    const left = center - (targetWidth - 1) / 2;
    outObservation.fill(1, left, left + targetWidth);
    outObservation.fill(1, columns + left, columns + left + targetWidth);
    outObservation[columns + center] = 0;
  });
  for (let row = 0; row < rows - 1; row++) {
    const bullet = state[firstBullet + row]!;
    if (bullet > 0) outObservation[row * columns + bullet - 1] = 1;
  }
}

/** The state of a picture. A picture that no state has is read as the nearest thing: a target stands when the row 0 of it is whole. */
export function readShooter(rules: ShooterRules, observation: ArrayLike<number>, outState: Uint8Array): void {
  const { rows, columns, targets, targetWidth, firstBullet } = rules;
  const isOn = (row: number, column: number): boolean => observation[row * columns + column] === 1;
  outState.fill(0);
  for (let column = 0; column < columns; column++) if (isOn(rows - 1, column)) outState[0] = column;
  targets.forEach((center, i) => {
    let whole = true;
    for (let k = 0; k < targetWidth; k++) whole &&= isOn(0, center - (targetWidth - 1) / 2 + k);
    outState[1 + i] = Number(whole);
  });
  const covered = (row: number, column: number): boolean => row < 2 && targets.some((center, i) => (
    outState[1 + i] === 1 && Math.abs(column - center) <= (targetWidth - 1) / 2 && !(row === 1 && column === center)));
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns; column++) {
      if (isOn(row, column) && !covered(row, column)) outState[firstBullet + row] = column + 1;
    }
  }
}
