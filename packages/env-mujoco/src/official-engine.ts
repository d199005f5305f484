import loadMujoco from "@mujoco/mujoco";
import { bindingEngine } from "./binding-engine.ts";
import type { PhysicsEngine } from "./engine.ts";

const mujoco = await loadMujoco();

/**
 * MuJoCo 3.14 by its makers, in WebAssembly.
 *
 * Instantiating WebAssembly takes a promise, while environments are made and plugins are created in plain calls. So it is
 * awaited here, once for each process or worker, by whoever imports the package.
 */
export const officialEngine: PhysicsEngine = bindingEngine(
  { name: `@mujoco/mujoco ${mujoco.mj_versionString()}`, marginRule: "sum" }, mujoco,
  (model) => mujoco.MjModel.from_xml_string(model),
);
