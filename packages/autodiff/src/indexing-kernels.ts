import type { Code } from "./encoder.ts";
import type { Node } from "./graph.ts";
import type { CodeKernel, Places } from "./kernel.ts";
import type { Precision } from "./precision.ts";
import { bytesOfNumber } from "./precision.ts";
import { load, number, plain, store, times, truncate, when } from "./scalar-code.ts";
import { sizeOf } from "./shape.ts";

/** For each b: if index_b is inside, copies its row of the table, else writes NaN. */
export function gatherKernel(node: Node, places: Places): CodeKernel[] {
  const [table, index] = node.inputs as [Node, Node]; // gather takes two
  const size = sizeOf(node.shape.slice(1));
  const [from, to] = [places.address(table), places.address(node)];
  return eachIndex("gather", index, places, size, table.shape[0]!, {
    inside: (code, precision, far, near) => code.get(near).get(far).put(load(precision, from)).put(store(precision, to)),
    outside: (code, precision, near) => code.get(near).put(number(precision, NaN)).put(store(precision, to)),
  });
}

/** For each b, if index_b is inside: adds row b to its row of the table, which starts at zero. */
export function scatterAddKernel(node: Node, places: Places): CodeKernel[] {
  const [index, rows] = node.inputs as [Node, Node]; // scatterAdd takes two
  const size = sizeOf(node.shape.slice(1));
  const [from, to] = [places.address(rows), places.address(node)];
  const zero: CodeKernel = {
    kind: "code", name: "zero",
    write: (code, precision) => {
      const place = code.local("i32");
      const bytes = bytesOfNumber(precision);
      code.repeat(place, bytes, sizeOf(node.shape) * bytes, () => code.get(place).put(number(precision, 0)).put(store(precision, to)));
    },
  };
  const add = eachIndex("scatterAdd", index, places, size, node.shape[0]!, {
    inside: (code, precision, far, near) =>
      code.get(far).get(far).put(load(precision, to)).get(near).put(load(precision, from)).put(plain(`${precision}.add`)).put(store(precision, to)),
  });
  return [zero, ...add];
}

interface RowBody {
  /** One number; `far` and `near` hold its place, in bytes, in the table and in the rows. */
  readonly inside: (code: Code, precision: Precision, far: number, near: number) => void;
  readonly outside?: (code: Code, precision: Precision, near: number) => void;
}

function eachIndex(name: string, index: Node, places: Places, size: number, count: number, body: RowBody): CodeKernel[] {
  const batch = sizeOf(index.shape);
  const address = places.address(index);
  const write = (code: Code, precision: Precision): void => {
    const bytes = bytesOfNumber(precision);
    const [b, row, far, near, step] = [code.local("i32"), code.local("i32"), code.local("i32"), code.local("i32"), code.local("i32")];
    const { outside } = body;
    const eachNumber = (one: () => void): void => void code.i32(0).set(step).repeat(step, 1, size, () => {
      one();
      code.increase(far, bytes).increase(near, bytes);
    });
    code.repeat(b, bytes, batch * bytes, () => {
      readRow(code, precision, b, address, count, row);
      code.get(row).put(times(size * bytes)).set(far).get(row).i32(count).put(plain("i32.lessUnsigned"));
      const skip = (): void => void code.increase(near, size * bytes);
      when(code, () => eachNumber(() => body.inside(code, precision, far, near)),
        outside === undefined ? skip : () => eachNumber(() => outside(code, precision, near)));
    });
  };
  return [{ kind: "code", name, write }];
}

/** The index as an unsigned integer; negative numbers and NaN become `count`, which is outside. */
function readRow(code: Code, precision: Precision, b: number, address: number, count: number, row: number): void {
  code.get(b).put(load(precision, address)).put(number(precision, 0)).put(plain(`${precision}.atLeast`));
  when(code, () => code.get(b).put(load(precision, address)).put(truncate(precision)).set(row), () => code.i32(count).set(row));
}
