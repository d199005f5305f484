import { __factory__ } from "@worldwise/__name__";

const loss = __factory__({ likelihoodWeight: 0.5 });
console.log(loss["~worldwise"].needs.join(" ")); // predicted.expectation predicted.logProbability tracedValue
