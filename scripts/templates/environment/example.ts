import { __factory__ } from "@worldwise/__name__";

const world = __factory__({ length: 5 });
console.log(world.state.count, world.action.count); // 5 2
