// @ts-check

/**
 * The layers, from the top down. Imports point down only.
 *
 *   app       name concrete packages
 *   compose   agents, experiment: see interfaces only
 *   room      env-*, model-*, planner-*: never import each other
 *   toolkit   everything else
 *   ground    protocol, math, autodiff
 *
 * @typedef {"app" | "compose" | "room" | "toolkit" | "ground"} Layer
 */

const groundPackages = new Set(["protocol", "math", "autodiff"]);
const composePackages = new Set(["agents", "experiment"]);
const roomPrefixes = ["env-", "model-", "planner-"];

/** Arrows inside the ground layer. A ground package that is not named here imports nothing at all. */
const groundArrows = new Map([["autodiff", ["math"]]]);

/** Arrows inside the toolkit; `testing` may use all of it. */
const toolkitArrows = new Map([["learning", ["nn", "data"]], ["rollout", ["data"]]]);

/**
 * @param {{ shortName: string, kind: "package" | "app" }} entry
 * @returns {Layer}
 */
export function layerOf({ shortName, kind }) {
  if (kind === "app") return "app";
  if (composePackages.has(shortName)) return "compose";
  if (roomPrefixes.some((prefix) => shortName.startsWith(prefix))) return "room";
  return groundPackages.has(shortName) ? "ground" : "toolkit";
}

/**
 * @typedef {object} Objection
 * @property {string} rule
 * @property {string} todo
 *
 * @typedef {{ shortName: string, kind: "package" | "app" }} Place
 */

/**
 * Why `from` may not import the workspace package `to`; `undefined` when it may.
 *
 * @param {Place} from
 * @param {Place} to
 * @returns {Objection | undefined}
 */
export function arrowObjection(from, to) {
  if (from.shortName === to.shortName && from.kind === to.kind) return undefined;
  return rulesOfLayer[layerOf(from)](from, to);
}

/**
 * Why `from` may not import the package `name` of someone else; `undefined` when it may.
 *
 * @param {Place} from
 * @param {string} name
 * @returns {Objection | undefined}
 */
export function outsideObjection(from, name) {
  if (layerOf(from) !== "ground") return undefined;
  return { rule: "ground-imports-nothing", todo: `take what you need of ${name} as an argument, or write it here` };
}

/** @type {Record<Layer, (from: Place, to: Place) => Objection | undefined>} */
const rulesOfLayer = {
  app: (_from, to) => (layerOf(to) === "app" ? upward : undefined),

  compose: (_from, to) => {
    if (layerOf(to) === "room") {
      return { rule: "compose-sees-interfaces", todo: "take the component as an argument; only apps name concrete packages" };
    }
    return isBelowRooms(to) ? undefined : upward;
  },

  room: (_from, to) => {
    if (layerOf(to) === "room") {
      return { rule: "rooms-stay-apart", todo: "speak through protocol, or move the shared part into a toolkit package" };
    }
    return isBelowRooms(to) ? undefined : upward;
  },

  toolkit: (from, to) => {
    if (layerOf(to) === "ground") return undefined;
    if (layerOf(to) !== "toolkit") return upward;
    if (from.shortName === "testing" || toolkitArrows.get(from.shortName)?.includes(to.shortName)) return undefined;
    return { rule: "toolkit-arrows", todo: "import the ground only; inside the toolkit: learning → nn, data; rollout → data" };
  },

  ground: (from, to) => {
    if (groundArrows.get(from.shortName)?.includes(to.shortName)) return undefined;
    return { rule: "ground-imports-nothing", todo: "protocol and math import nothing, autodiff math alone: move it up a layer" };
  },
};

/** @type {Objection} */
const upward = {
  rule: "imports-point-down",
  todo: "move the code down a layer, or take it as an argument (apps → compose → rooms → toolkit → ground)",
};

/** @param {Place} place */
function isBelowRooms(place) {
  return layerOf(place) === "toolkit" || layerOf(place) === "ground";
}
