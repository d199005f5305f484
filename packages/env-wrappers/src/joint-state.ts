import type { Box, Lanes, NumberArray, Space } from "@worldwise/protocol";
import { copyRow } from "./rows.ts";

/** Rows of (state, memory), and how one gets at either. Without memory a row is the state itself, in its own element type. */
export interface JointRows {
  /** B. */
  lanesIn(joint: NumberArray): number;
  /** The inner states: copied out, or the rows themselves where there is no memory. */
  stateOf(joint: Lanes<Space>, scratch: Lanes<Space>): Lanes<Space>;
  writeState(state: NumberArray, outJoint: NumberArray, lane: number): void;
  /** Gives back `outMemory`. */
  readMemory(joint: NumberArray, lane: number, outMemory: Float64Array): Float64Array;
  writeMemory(memory: Float64Array, outJoint: NumberArray, lane: number): void;
}

/** The rows of a state space and a memory beside it. */
export function jointState({ size: stateSize }: Space, memorySize: number): JointRows {
  const size = stateSize + memorySize;
  const lanesIn = (joint: NumberArray): number => joint.length / size;
  return {
    lanesIn,
    stateOf(joint, scratch) {
      if (memorySize === 0) return joint;
      for (let b = 0; b < lanesIn(joint); b++) copyRow(joint, b * size, scratch, b * stateSize, stateSize);
      return scratch;
    },
    writeState: (state, outJoint, b) => copyRow(state, b * stateSize, outJoint, b * size, stateSize),
    readMemory(joint, b, outMemory) {
      copyRow(joint, b * size + stateSize, outMemory, 0, memorySize);
      return outMemory;
    },
    writeMemory: (memory, outJoint, b) => copyRow(memory, 0, outJoint, b * size + stateSize, memorySize),
  };
}

/** The space of such rows. Doubles hold every element type exactly. */
export function jointSpace(state: Space, memory: Box<"float64">): Box<"float64"> {
  const bounds = boundsOf(state);
  const size = state.size + memory.size;
  return {
    kind: "box", dtype: "float64", size, shape: [size],
    low: [...bounds.low, ...memory.low], high: [...bounds.high, ...memory.high],
  };
}

/** Lowest and highest numbers of an element. */
export const boundsOf = (space: Space): Pick<Box, "low" | "high"> =>
  (space.kind === "discrete" ? { low: [0], high: [space.count - 1] } : space);
