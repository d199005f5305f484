import type { Box, Component, Discrete, Dynamics } from "@worldwise/protocol";
import { boxOfShape, discrete, mark } from "@worldwise/protocol";

/** A dot on a screen of 2 × 3 bytes, moved right (1) or kept (0); the screen is the state. */
export interface Screen extends Dynamics<Box<"uint8">, Discrete, Box<"uint8">>, Component<"dynamics", never, "dynamics"> {}

export function screen(): Screen {
  const space = boxOfShape("uint8", [2, 3], 0, 255);
  const spaces = { observation: space, action: discrete(2) };
  return mark("dynamics", { name: "screen", spaces, needs: [], provides: ["dynamics"] }, {
    ...spaces, state: space, discount: 1,
    start(random, outState) {
      outState.fill(0);
      for (let b = 0; b < random.lanes; b++) outState[6 * b + random.lane(b).integer(6)] = 255;
    },
    step(from, action, _random, out) {
      out.state.fill(0);
      for (let b = 0; b < out.reward.length; b++) {
        const place = Math.max(from.subarray(6 * b, 6 * b + 6).findIndex((byte) => byte > 0), 0);
        out.state[6 * b + (place + action[b]!) % 6] = 255;
        out.reward[b] = place;
        out.terminated[b] = 0;
      }
    },
    observe: (from, outObservation) => outObservation.set(from),
    encode: (observation, outState) => outState.set(observation),
  } satisfies Dynamics<Box<"uint8">, Discrete, Box<"uint8">>);
}
