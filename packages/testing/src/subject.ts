/** Who a contract is about: the role, and the name where the component has one and can be made. */
export function subjectOf(role: string, create: () => object): string {
  try {
    const component = create();
    return "~worldwise" in component ? `${role} ${nameOf(component["~worldwise"])}`.trim() : role;
  } catch {
    // What is wrong with it, the checks will say.
    return role;
  }
}

const nameOf = (marker: unknown): string =>
  (typeof marker === "object" && marker !== null && "name" in marker ? String(marker.name) : "");
