import type { Tensor } from "@worldwise/protocol";
import { __factory__ } from "@worldwise/__name__";

const same = (tensor: Tensor): Tensor => tensor;
console.log(__factory__({ mean: same, negative: same })["~worldwise"].needs.join()); // predicted.logProbability
