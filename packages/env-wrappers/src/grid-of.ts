import type { Box } from "@worldwise/protocol";
import type { BoxGrid, BoxGridOptions } from "./box-grid.ts";
import { boxGrid } from "./box-grid.ts";
import { checkLength } from "./check-options.ts";

/** How a space is divided into cells: one number of bins for all dimensions, or one for each. */
export interface GridOptions extends Partial<Omit<BoxGridOptions, "bins">> {
  readonly bins: number | readonly number[];
}

/** Divides a space, inside its own bounds where no others are given. Throws `bad-options` as `boxGrid` does. */
export function gridOf(space: Box, { bins, low = space.low, high = space.high, periodic }: GridOptions): BoxGrid {
  const each = typeof bins === "number" ? new Array<number>(space.size).fill(bins) : bins;
  checkLength("bins", each, space.size);
  return boxGrid({ bins: each, low, high, ...(periodic && { periodic }) });
}
