import type { Component, Role } from "@worldwise/protocol";
import { isComponent, roleVersions } from "@worldwise/protocol";
import type { ContractCheck } from "./contract.ts";
import { ensure } from "./violation.ts";

/** The marker is one of its role, frozen, with lists that name nothing twice. */
export const markerCheck = (role: Role, create: () => Component): ContractCheck => ({
  name: "has a marker of its role",
  run() {
    const component = create();
    ensure(
      isComponent(component, role), `a marker of the role ${role}`, "another, or none",
      `make it with the define function of ${role}`,
    );
    const { version, name, needs, provides } = component["~worldwise"];
    ensure(version === roleVersions[role], `${role}/${roleVersions[role]}`, `${role}/${version}`, "build against this protocol");
    ensure(name !== "", "a name", "an empty one", "name it");
    ensureList("needs", needs);
    ensureList("provides", provides);
    ensure(Object.isFrozen(component), "a frozen record", "one that can change", "make it with the define function");
  },
});

function ensureList(list: string, names: readonly string[]): void {
  ensure(
    new Set(names).size === names.length, `every name once in ${list}`, names.join(", "), `take the repeated name out of ${list}`,
  );
}
