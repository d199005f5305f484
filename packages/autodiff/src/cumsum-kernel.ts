import type { Node } from "./graph.ts";
import type { CodeKernel, Places } from "./kernel.ts";
import { bytesOfNumber } from "./precision.ts";
import { load, number, plain, store } from "./scalar-code.ts";
import { viewAlong } from "./shape.ts";

/** One running sum after another; those that begin next to each other end next to each other. */
export function cumsumKernel(node: Node, places: Places): CodeKernel[] {
  const { outer, length, inner } = viewAlong(node.shape, node.attributes.axis!);
  const backwards = node.attributes["backwards"] === true;
  const [from, to] = [places.address(node.inputs[0]!), places.address(node)];
  return [{
    kind: "code", name: "cumsum",
    write: (code, precision) => {
      const bytes = bytesOfNumber(precision);
      const [place, block, column, step] = [code.local("i32"), code.local("i32"), code.local("i32"), code.local("i32")];
      const [start, total] = [code.local("i32"), code.local(precision)];
      const stride = inner * bytes * (backwards ? -1 : 1);
      code.repeat(block, 1, outer, () => {
        code.i32(0).set(column).repeat(column, 1, inner, () => {
          code.get(start).i32(backwards ? (length - 1) * inner * bytes : 0).add().set(place);
          code.put(number(precision, 0)).set(total).i32(0).set(step).repeat(step, 1, length, () => {
            code.get(total).get(place).put(load(precision, from)).put(plain(`${precision}.add`)).set(total);
            code.get(place).get(total).put(store(precision, to)).increase(place, stride);
          });
          code.increase(start, bytes);
        });
        code.increase(start, (length - 1) * inner * bytes);
      });
    },
  }];
}
