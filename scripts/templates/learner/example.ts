import { discrete } from "@worldwise/protocol";
import { __factory__ } from "@worldwise/__name__";

const learner = __factory__({ observation: discrete(5), action: discrete(2), discount: 0.9 });
console.log(learner["~worldwise"].provides.join()); // outcomeTable
