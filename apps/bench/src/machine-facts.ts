/** What may decide how long a cell takes, and nothing else: it stands beside times, outside everything that is hashed. */
export function machineFacts(): { readonly node: string; readonly machine: string } {
  return { node: process.versions.node, machine: `${process.platform}-${process.arch}` };
}
