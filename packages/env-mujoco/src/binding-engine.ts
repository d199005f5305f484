import { WorldwiseError } from "@worldwise/protocol";
import type { Geom, PhysicsArrays, PhysicsEngine, Simulation } from "./engine.ts";

/** What is used of a compiled model. The bindings' own types say `any` of arrays, so `unknown` here. */
export interface NativeModel {
  readonly ngeom: number;
  readonly qpos0: unknown;
  readonly geom_type: unknown;
  readonly geom_size: unknown;
  readonly geom_bodyid: unknown;
  delete(): void;
}

/** What is used of a simulation's data. Each read of an array is a new view. */
export interface NativeData {
  time: number;
  readonly qpos: unknown;
  readonly qvel: unknown;
  readonly qacc_warmstart: unknown;
  readonly ctrl: unknown;
  readonly xpos: unknown;
  readonly site_xpos: unknown;
  readonly cfrc_ext: unknown;
  readonly qfrc_constraint: unknown;
  readonly geom_xpos: unknown;
  readonly geom_xmat: unknown;
  delete(): void;
}

/** What is used of a MuJoCo that was compiled to WebAssembly. Two packages have it. */
export interface Binding<Model extends NativeModel, Data extends NativeData> {
  readonly MjData: new (model: Model) => Data;
  mj_step(model: Model, data: Data): void;
  mj_forward(model: Model, data: Data): void;
  mj_kinematics(model: Model, data: Data): void;
  mj_resetData(model: Model, data: Data): void;
  mj_rnePostConstraint(model: Model, data: Data): void;
}

/** A clock that no episode reaches from 0: where it runs backwards, the engine has begun anew. */
const startOfClock = 2 ** 30;

/** An engine on one of MuJoCo's bindings. */
export function bindingEngine<Model extends NativeModel, Data extends NativeData>(
  { name, marginRule }: Pick<PhysicsEngine, "name" | "marginRule">, binding: Binding<Model, Data>,
  compile: (model: string) => Model,
): PhysicsEngine {
  return Object.freeze({ name, marginRule, open: (model: string) => openSimulation(binding, compile(model)) });
}

function openSimulation<Model extends NativeModel, Data extends NativeData>(
  binding: Binding<Model, Data>, model: Model,
): Simulation {
  const data = allocateData(binding, model);
  let arrays = arraysOf(data);
  return {
    defaultPosition: doubles(model.qpos0).slice(), geoms: geomsOf(model),
    arrays() {
      // A view of no length has lost its memory: the heap has grown, and lies elsewhere now.
      if (arrays.position.length === 0) arrays = arraysOf(data);
      return arrays;
    },
    clear: () => binding.mj_resetData(model, data),
    forward: () => binding.mj_forward(model, data),
    kinematics: () => binding.mj_kinematics(model, data),
    contactForces: () => binding.mj_rnePostConstraint(model, data),
    advance(stepCount) {
      data.time = startOfClock;
      for (let i = 0; i < stepCount; i++) binding.mj_step(model, data);
      return data.time >= startOfClock;
    },
    close() {
      data.delete();
      model.delete();
    },
  };
}

function allocateData<Model extends NativeModel, Data extends NativeData>(binding: Binding<Model, Data>, model: Model): Data {
  try {
    return new binding.MjData(model);
  } catch (error) {
    model.delete();
    throw error;
  }
}

const arraysOf = (data: NativeData): PhysicsArrays => ({
  position: doubles(data.qpos), velocity: doubles(data.qvel),
  warmStart: doubles(data.qacc_warmstart), control: doubles(data.ctrl),
  bodyPosition: doubles(data.xpos), sitePosition: doubles(data.site_xpos), contactForce: doubles(data.cfrc_ext),
  constraintForce: doubles(data.qfrc_constraint), geomPosition: doubles(data.geom_xpos), geomRotation: doubles(data.geom_xmat),
});

/** MuJoCo's numbers for shapes. */
const shapes = new Map<number | undefined, Geom["shape"]>([[0, "plane"], [2, "sphere"], [3, "capsule"], [5, "cylinder"]]);

function geomsOf(model: NativeModel): readonly Geom[] {
  const [types, bodies, sizes] = [integers(model.geom_type), integers(model.geom_bodyid), doubles(model.geom_size)];
  return Array.from({ length: model.ngeom }, (_, i) => ({
    shape: shapes.get(types[i]) ?? "other", radius: sizes[3 * i]!, halfLength: sizes[3 * i + 1]!, body: bodies[i]!,
  }));
}

function doubles(view: unknown): Float64Array {
  if (view instanceof Float64Array) return view;
  throw foreign("a Float64Array", view);
}

function integers(view: unknown): Int32Array {
  if (view instanceof Int32Array) return view;
  throw foreign("an Int32Array", view);
}

const foreign = (expected: string, got: unknown): WorldwiseError => new WorldwiseError("foreign-engine", {
  expected: `${expected} from the binding of MuJoCo`, got: typeof got, todo: "install the version that package.json names",
});
