import type { Fused, Unit } from "./fuse.ts";

/** Units in an order in which they can run: each after all it reads, and of those that could run the one that was written first. */
export function schedule({ unitOf, uses }: Fused): Unit[] {
  const units = [...new Set(unitOf.values())];
  const waitsFor = new Map(units.map((unit) => [unit, new Set<Unit>()]));
  const readBy = new Map(units.map((unit) => [unit, new Set<Unit>()]));
  for (const [value, readers] of uses) {
    const maker = unitOf.get(value);
    if (maker === undefined) continue;
    for (const { reader } of readers) {
      const unit = unitOf.get(reader)!;
      if (unit === maker) continue;
      waitsFor.get(unit)!.add(maker);
      readBy.get(maker)!.add(unit);
    }
  }
  const order = inOrder(units, waitsFor, readBy);
  if (order.length !== units.length) throw new Error("units wait for each other; this is a bug in fuse.ts");
  for (const unit of order) if (unit.kind === "loop") unit.nodes.sort((a, b) => a.id - b.id);
  return order;
}

function inOrder(units: readonly Unit[], waitsFor: Map<Unit, Set<Unit>>, readBy: Map<Unit, Set<Unit>>): Unit[] {
  const written = new Map(units.map((unit) => [unit, Math.max(...unit.nodes.map(({ id }) => id))]));
  const ready = units.filter((unit) => waitsFor.get(unit)!.size === 0);
  const order: Unit[] = [];
  for (;;) {
    ready.sort((a, b) => written.get(b)! - written.get(a)!);
    const unit = ready.pop();
    if (unit === undefined) return order;
    order.push(unit);
    for (const reader of readBy.get(unit)!) {
      const left = waitsFor.get(reader)!;
      left.delete(unit);
      if (left.size === 0) ready.push(reader);
    }
  }
}
