import { discrete } from "@worldwise/protocol";
import { __factory__ } from "@worldwise/__name__";

const planner = __factory__({ observation: discrete(5), action: discrete(2), discount: 0.9 });
console.log(planner["~worldwise"].needs.join(), planner["~worldwise"].provides.join()); // mdp valueTable
