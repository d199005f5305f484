import { afterAll, describe, expect, test } from "vitest";
import { plantPackages, removePlanted } from "./fixtures/planted-packages.ts";
import { readCatalog } from "./catalog.ts";

afterAll(removePlanted);

const maze = { role: "dynamics", description: "A maze", options: { type: "object", properties: { size: { type: "integer", default: 3 } } } };
/** A module with a plugin of some role. */
const module = (name: string, role = "dynamics"): string =>
  `export const plugins = [{ "~worldwise-plugin": { role: "${role}", name: "${name}" }, about: "", options: {}, create: () => 1 }];`;

describe("readCatalog", () => {
  test("lists components of declared packages, ours and others, in the order of their ids, and loads them", async () => {
    const root = plantPackages({ dependencies: ["@worldwise/env-small", "mazes"], devDependencies: ["@alice/mazes"] }, {
      "@worldwise/env-small": { components: { maze }, module: module("maze") },
      "mazes": { components: { maze }, module: module("maze") },
      "@alice/mazes": { components: { maze, agent: { role: "agent", description: "An agent" } }, module: module("maze") },
    });
    const catalog = readCatalog([root]);
    expect(catalog.entries.map(({ id }) => id)).toEqual(["@alice/mazes#agent", "@alice/mazes#maze", "env-small/maze", "mazes#maze"]);
    expect(catalog.find("mazes#maze")).toMatchObject({ package: "mazes", version: "1.0.0", name: "maze", ...maze });
    expect((await catalog.load("env-small/maze"))["~worldwise-plugin"]).toEqual({ role: "dynamics", name: "maze" });
  });

  test("lists a component whose module cannot even be imported, because listing imports nothing", async () => {
    const root = plantPackages({ dependencies: ["broken", "good"] }, {
      broken: { components: { maze }, module: 'throw new Error("imported");' }, good: { components: { maze }, module: module("maze") },
    });
    const catalog = readCatalog([root]);
    expect(catalog.entries.map(({ id }) => id)).toEqual(["broken#maze", "good#maze"]);
    await expect(catalog.load("good#maze")).resolves.toBeDefined();
    await expect(catalog.load("broken#maze")).rejects.toThrow("imported");
  });

  test("does not see packages that nobody declared, nor dependencies of dependencies", () => {
    const root = plantPackages({ dependencies: ["seen"] }, {
      seen: { components: { maze }, module: module("maze"), dependencies: ["behind"] },
      behind: { components: { maze }, module: module("maze") }, undeclared: { components: { maze }, module: module("maze") },
    });
    expect(readCatalog([root]).entries.map(({ id }) => id)).toEqual(["seen#maze"]);
  });

  test("sees the root's own components, peers and packages in a folder above", () => {
    const root = plantPackages({ name: "mine", components: { maze }, peerDependencies: ["peer"] }, { peer: { components: { maze }, module: "" } });
    expect(readCatalog([root]).entries.map(({ id }) => id)).toEqual(["mine#maze", "peer#maze"]);
  });

  test("passes over roots without a package.json, packages that are not installed, and packages without components", () => {
    const root = plantPackages({ dependencies: ["absent", "plain"] }, { plain: { module: "" } });
    expect(readCatalog([`${root}/nowhere`, root]).entries).toEqual([]);
  });

  test("the first of several roots wins", async () => {
    const [first, second] = ["1.0.0", "2.0.0"].map((version) => plantPackages({ dependencies: ["mazes"] }, { mazes: { version, components: { maze }, module: module("maze") } }));
    expect(readCatalog([first!, second!]).find("mazes#maze").version).toBe("1.0.0");
    expect(readCatalog([second!, first!]).find("mazes#maze").version).toBe("2.0.0");
    await expect(readCatalog([second!]).load("mazes#maze")).resolves.toBeDefined();
  });

  test.each<[string, string, RegExp]>([
    ["a stale role", module("maze", "planner"), /got the role planner/], ["no such plugin", module("labyrinth"), /got none/],
    ["no list of plugins", "export const plugin = 1;", /got none/],
  ])("refuses to load what its package.json describes wrongly: %s", async (_, text, message) => {
    const root = plantPackages({ dependencies: ["stale"] }, { stale: { components: { maze }, module: text } });
    await expect(readCatalog([root]).load("stale#maze")).rejects.toMatchObject({ code: "bad-package", facts: { id: "stale#maze" } });
    await expect(readCatalog([root]).load("stale#maze")).rejects.toThrow(message);
  });

  test("a missing id is told with the nearest ones: of its package, and of its name", () => {
    const root = plantPackages({ dependencies: ["mazes", "other"] }, {
      mazes: { components: { maze, labyrinth: maze }, module: "" }, other: { components: { Maze: maze, lake: maze }, module: "" },
    });
    const catalog = readCatalog([root]);
    expect(() => catalog.find("mazes#maz")).toThrow(/got mazes#maz\n +to do perhaps one of mazes#labyrinth, mazes#maze$/);
    expect(() => catalog.find("env-tabular/maze")).toThrow(/perhaps one of mazes#maze, other#Maze$/);
    expect(() => catalog.find("absent#lagoon")).toThrow(/install absent and declare it as a dependency/);
    expect(() => catalog.find("lagoon")).toThrow(expect.objectContaining({ code: "bad-component-id" }));
  });

  test("damaged and unusable packages are named", () => {
    const broken = plantPackages({ dependencies: ["torn"] }, { torn: { packageJson: "{ torn" } });
    expect(() => readCatalog([broken])).toThrow(/torn[/\\]package\.json/);
    const unusable = plantPackages({ dependencies: ["old"] }, { old: { components: { maze }, module: "", exports: { "./sub": "./sub.js" } } });
    expect(() => readCatalog([unusable])).toThrow(/"exports" of old with a "\."/);
  });

  test("entries in another form than a component's are passed over", () => {
    const root = plantPackages({ dependencies: ["odd"] }, { odd: { components: { maze: "maze", lake: { role: "dynamics" } }, module: "" } });
    expect(readCatalog([root]).entries).toMatchObject([{ id: "odd#lake", description: "", options: {} }]);
  });
});
