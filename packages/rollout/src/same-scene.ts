import type { Environment } from "@worldwise/protocol";

/** The scene of an environment, for what wraps it and changes nothing that is seen. */
export function sameScene(environment: Pick<Environment, "scene">): Pick<Environment, "scene"> {
  const { scene } = environment;
  return scene ? { scene: () => scene.call(environment) } : {};
}
