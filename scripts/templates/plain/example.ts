import { weightedMean } from "@worldwise/__name__";

console.log(weightedMean(Float64Array.of(1, 5), Float64Array.of(3, 1))); // 2
