import type { ModelLearner, Space } from "@worldwise/protocol";
import { defineModelLearner } from "@worldwise/protocol";

/** Learns nothing, and has no faces: for compositions without a model. */
export const noModel = <O extends Space, A extends Space>(): ModelLearner<O, A, null, never, never> =>
  defineModelLearner<O, A, null>({
    name: "no-model", package: "@worldwise/agents", needs: [], provides: [],
    init: () => null, update: () => undefined, model: () => ({}),
  });
