import type { Mdp } from "@worldwise/protocol";
import { checkMdp } from "@worldwise/protocol";
import type { Contract, ContractCheck } from "./contract.ts";
import { ensure } from "./violation.ts";

/** What the contract of an explicit MDP takes. */
export interface MdpContractOptions {
  /** Who it is, for the report. */
  readonly name?: string;
  /** How far a sum of probabilities may be from 1, and an expected reward from its successors'. 1e-9 when not given. */
  readonly tolerance?: number;
}

/** The contract of an explicit MDP: array types, probabilities, ends of episodes, rewards, rows that do not share places. */
export function testMdp(mdp: Mdp, { name = "mdp", tolerance = 1e-9 }: MdpContractOptions = {}): Contract {
  return {
    subject: `mdp ${name}`,
    checks: [
      arrayTypes(mdp),
      { name: "has rows and a start distribution that sum to 1, and finite numbers", run: () => checkMdp(mdp, tolerance) },
      flags(mdp), ownPlaces(mdp), successorRewards(mdp, tolerance),
    ],
  };
}

const arrayTypes = (mdp: Mdp): ContractCheck => ({
  name: "holds the array types of the protocol",
  run() {
    const { rowStart, rowEnd, successor, probability, terminated, reward, successorReward, initial } = mdp;
    for (const [name, array] of Object.entries({ rowStart, rowEnd, successor })) ensureType(name, array, Int32Array);
    for (const [name, array] of Object.entries({ probability, reward, initial, ...(successorReward && { successorReward }) })) {
      ensureType(name, array, Float64Array);
    }
    ensureType("terminated", terminated, Uint8Array);
    for (const [name, count] of Object.entries({ stateCount: mdp.stateCount, actionCount: mdp.actionCount })) {
      ensure(Number.isInteger(count) && count > 0, `a positive whole number as ${name}`, String(count), "count from 1");
    }
  },
});

function ensureType(name: string, array: object, type: { new (length: number): object; readonly name: string }): void {
  ensure(array instanceof type, `${type.name} for ${name}`, array.constructor.name, "allocate it with that type");
}

const flags = (mdp: Mdp): ContractCheck => ({
  name: "says of every transition whether it ends the episode, 0 or 1",
  run: () => forEachPlace(mdp, (k, where) => {
    const flag = mdp.terminated[k]!;
    ensure(flag <= 1, `0 or 1 in terminated ${where}`, String(flag), "write 1 where the episode ends, else 0");
  }),
});

const ownPlaces = (mdp: Mdp): ContractCheck => ({
  name: "gives every row places of its own",
  run() {
    const owner = new Int32Array(mdp.successor.length).fill(-1);
    forEachPlace(mdp, (k, where, row) => {
      ensure(
        owner[k] === -1, `places of its own for the row ${where}`, `place ${k}, which row ${owner[k]!} has too`,
        "lay rows side by side",
      );
      owner[k] = row;
    });
  },
});

const successorRewards = (mdp: Mdp, tolerance: number): ContractCheck => ({
  name: "expects the reward that its successors pay on average",
  run() {
    const { successorReward, probability, reward, rowStart, rowEnd } = mdp;
    if (!successorReward) return;
    for (let row = 0; row < reward.length; row++) {
      let expected = 0;
      for (let k = rowStart[row]!; k < rowEnd[row]!; k++) expected += probability[k]! * successorReward[k]!;
      if (rowEnd[row] === rowStart[row]) continue;
      const close = Math.abs(expected - reward[row]!) <= tolerance * (1 + Math.abs(expected));
      ensure(
        close, `the reward ${expected} in row ${row}: Σ probability · successorReward`, String(reward[row]), "make both agree",
      );
    }
  },
});

function forEachPlace({ rowStart, rowEnd, actionCount }: Mdp, visit: (k: number, where: string, row: number) => void): void {
  for (let row = 0; row < rowStart.length; row++) {
    const where = `of state ${Math.floor(row / actionCount)}, action ${row % actionCount}`;
    for (let k = rowStart[row]!; k < rowEnd[row]!; k++) visit(k, where, row);
  }
}
