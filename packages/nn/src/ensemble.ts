import { reshape, slice } from "@worldwise/autodiff";
import type { Parameter, Parameters } from "@worldwise/protocol";
import { checkSize } from "./check-size.ts";
import type { Layer } from "./layer.ts";
import { mapParameters, mapTensors } from "./tree.ts";

/**
 * E networks of one form, as one: every parameter has a leading axis E, and all members are computed at once.
 *
 * x is `[B, I]` for all members, or `[E, B, I]` with rows of its own for each; y is `[E, B, O]`. The members are drawn one after
 * another, each as it would be alone.
 *
 * @param network - one member
 * @param memberCount - E, at least 1
 * @throws WorldwiseError `bad-size`
 */
export function ensemble<P extends Parameters>(network: Layer<P>, memberCount: number): Layer<P> {
  checkSize("memberCount", memberCount);
  return Object.freeze<Layer<P>>({
    init(random) {
      const [first, ...others] = Array.from({ length: memberCount }, () => network.init(random));
      return mapParameters(stacked, first!, ...others);
    },
    apply: (parameters, x) => network.apply(parameters, x),
  });
}

/** The tensors of one member of an ensemble: the leading axis disappears. */
export const memberOf = <T>(tensors: T, member: number): T =>
  mapTensors((leaf) => reshape(slice(leaf, 0, member, member + 1), leaf.shape.slice(1)), tensors);

function stacked(...members: Parameter[]): Parameter {
  const { shape, data, fixed } = members[0]!;
  const all = new Float64Array(members.length * data.length);
  members.forEach((member, e) => all.set(member.data, e * data.length));
  const own = data instanceof Float64Array ? all : data instanceof Float32Array ? Float32Array.from(all) : Int32Array.from(all);
  return { shape: [members.length, ...shape], data: own, ...(fixed && { fixed }) };
}
