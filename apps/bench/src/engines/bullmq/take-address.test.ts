import { describe, expect, test } from "vitest";
import type { VisiblePlaces } from "./take-address.ts";
import { forgetAddress, takeAddress } from "./take-address.ts";

const places = (env: Record<string, string>, ...flags: readonly string[]): VisiblePlaces =>
  ({ title: `node main.js worker ${flags.join(" ")}`, argv: ["node", "main.js", "worker", ...flags], env: { HOME: "/root", ...env } });

describe("an address", () => {
  test("from the environment is taken out of it: no child inherits it", () => {
    const visible = places({ WORLDWISE_REDIS: "redis://:secret@host" });
    expect(takeAddress({}, visible, "worker").options.password).toBe("secret");
    expect(visible.env).toEqual({ HOME: "/root" });
    expect(visible.title).toContain("main.js worker");
  });

  test.each([[["--redis", "redis://:secret@host"]], [["--redis=redis://:secret@host"]]])("from the command line leaves it and the list of processes: %s", (flags) => {
    const visible = places({ WORLDWISE_REDIS: "redis://:other@other" }, ...flags);
    expect(takeAddress({ redis: "redis://:secret@host" }, visible, "worldwise-bench worker").where).toBe("host:6379");
    expect(JSON.stringify(visible)).not.toMatch(/secret|other/);
    expect(visible.title).toBe("worldwise-bench worker");
  });

  test("that is wrong is hidden all the same", () => {
    const visible = places({}, "--redis", "htp://:secret@host");
    expect(() => takeAddress({ redis: "htp://:secret@host" }, visible, "worker")).toThrow(/an address of another kind/);
    expect(JSON.stringify(visible)).not.toContain("secret");
  });

  test.each([{}, { WORLDWISE_REDIS: "" }])("must be there: %o", (env) => {
    expect(() => takeAddress({}, places(env), "worker")).toThrow(/got none\n +to do give --redis/);
  });
});

test("a command that needs no address does not pass it on either", () => {
  const visible = places({ WORLDWISE_REDIS: "redis://:secret@host" });
  forgetAddress(visible);
  expect(visible.env).toEqual({ HOME: "/root" });
});
