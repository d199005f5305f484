import type { Scene } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { disk, tenByTen, word } from "./fixtures/scenes.ts";
import { elementsOf, readXml } from "./fixtures/well-formed.ts";
import { toSvg } from "./to-svg.ts";
import { darkPalette, lightPalette } from "./tones.ts";

/** The drawn elements, one in a line. */
const drawn = (svg: string): readonly string[] => svg.split("\n").filter((line) => /^<(polyline|polygon|circle|text)/.test(line));

describe("toSvg", () => {
  test("every kind of mark, with y upwards, at a scale of ten", () => {
    const svg = toSvg(tenByTen(
      { kind: "line", points: [[0, 0], [10, 5]], tone: "body", width: 0.5 }, { kind: "line", points: [[1, 1], [2, 2]], tone: "faint" },
      { kind: "polygon", points: [[0, 0], [3, 0], [0, 4]], tone: "ground" }, disk(2.5, 7.25, 1 / 3), word("Hill", [5, 9]),
    ), { longerSide: 100 });
    expect(drawn(svg)).toEqual([
      '<polyline class="body" fill="none" stroke="currentColor" stroke-width="5" points="0,100 100,50"/>',
      '<polyline class="faint" fill="none" stroke="currentColor" stroke-width="0.6" points="10,90 20,80"/>',
      '<polygon class="ground" points="0,100 30,100 0,60"/>',
      '<circle class="agent" cx="25" cy="27.5" r="3.33"/>',
      '<text class="text" text-anchor="middle" dy=".35em" font-size="11" x="50" y="10">Hill</text>',
    ]);
    const { attributes } = readXml(svg);
    expect(attributes).toMatchObject({ viewBox: "0 0 124 124", width: "124", height: "124", role: "img" });
  });

  test("the longer side has the size that was asked for, whichever it is", () => {
    const size = (scene: Scene): string => readXml(toSvg(scene, { longerSide: 200 })).attributes["viewBox"]!;
    expect(size({ left: -1, right: 1, bottom: 0, top: 4, marks: [] })).toBe("0 0 124 224");
    expect(size({ left: -2, right: 2, bottom: 0, top: 1, marks: [] })).toBe("0 0 224 74");
  });

  test("a line of one point is a dot", () => {
    expect(drawn(toSvg(tenByTen({ kind: "line", points: [[5, 5]], tone: "body" }), { longerSide: 10 }))[0]).toContain('points="5,5 5,5"');
  });

  test("what lies outside is cut, by a cut whose id is its size", () => {
    const root = readXml(toSvg(tenByTen(disk(50, 50, 1)), { longerSide: 100 }));
    const [cut] = elementsOf(root, "clipPath");
    expect(cut!.attributes["id"]).toBe("worldwise-cut-100-100");
    expect(elementsOf(root, "g")[1]!.attributes).toEqual({ "transform": "translate(12 12)", "clip-path": "url(#worldwise-cut-100-100)" });
    expect(elementsOf(root, "circle")).toHaveLength(1);
  });
});

describe("colors", () => {
  const style = (theme?: "auto" | "light" | "dark"): string =>
    elementsOf(readXml(toSvg(tenByTen(), theme ? { theme } : {})), "style")[0]!.text;

  test("follow what the viewer prefers, or stay", () => {
    expect(style()).toContain(`.worldwise .agent{color:${lightPalette.agent}}`);
    expect(style()).toMatch(new RegExp(`@media\\(prefers-color-scheme:dark\\)\\{.*\\.agent\\{color:${darkPalette.agent}\\}.*\\}$`));
    expect([style("light"), style("dark")].some((rules) => rules.includes("@media"))).toBe(false);
    expect(style("dark")).toContain(darkPalette.paper);
  });

  /** Relative luminance of a color `#rrggbb`, as the accessibility guidelines of the web define it. */
  function luminance(color: string): number {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const share = parseInt(color.slice(at, at + 2), 16) / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  }
  const contrast = (a: string, b: string): number => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high! + 0.05) / (low! + 0.05);
  };

  test.each([["light", lightPalette], ["dark", darkPalette]] as const)("can be read on %s paper", (_, palette) => {
    expect(contrast(palette.text, palette.paper)).toBeGreaterThan(7);
    expect(contrast(palette.text, palette.ground)).toBeGreaterThan(4.5);
    for (const tone of ["agent", "body", "goal", "danger", "accent"] as const) {
      expect(contrast(palette[tone], palette.paper), tone).toBeGreaterThan(3);
    }
    expect(contrast(palette.agent, palette.ground)).toBeGreaterThan(3);
  });
});

describe("texts of others", () => {
  const hostile = '</text><script>alert("x")</script>&amp;\u0000\u001b[31m\uD800 \' ]]>';

  test("are only texts, as a mark and as a title", () => {
    const root = readXml(toSvg(tenByTen(word(hostile)), { title: hostile }));
    const shown = '</text><script>alert("x")</script>&amp;\uFFFD\uFFFD[31m\uFFFD \' ]]>';
    expect(elementsOf(root, "text")[0]!.text).toBe(shown);
    expect(elementsOf(root, "title")[0]!.text).toBe(shown);
    expect(elementsOf(root, "script")).toEqual([]);
  });

  test("a tone from outside the types does no harm", () => {
    const strange = { ...disk(1, 1, 1), tone: '"><script/>' } as unknown as Scene["marks"][number]; // as JavaScript would pass it
    expect(elementsOf(readXml(toSvg(tenByTen(strange))), "script")).toEqual([]);
  });
});

describe("numbers that are none", () => {
  test("leave a mark out, and the file says so", () => {
    const broken: readonly Scene["marks"][number][] = [
      disk(Number.NaN, 1, 1), disk(1, 1, -1), disk(1, Infinity, 1), { kind: "line", points: [], tone: "body" },
      { kind: "polygon", points: [[0, 0], [1, Number.NaN], [1, 1]], tone: "body" }, { kind: "polygon", points: [[0, 0], [1, 1]], tone: "body" },
      { kind: "line", points: [[0, 0], [1, 1]], tone: "body", width: Number.NaN }, word("x", [Number.NaN, 0]),
    ];
    const root = readXml(toSvg(tenByTen(...broken, disk(1, 1, 1))));
    expect(elementsOf(root, "circle")).toHaveLength(1);
    expect(elementsOf(root, "desc")[0]!.text).toBe("Left out, for numbers that are not finite: 8 marks.");
    expect(elementsOf(readXml(toSvg(tenByTen())), "desc")).toEqual([]);
  });

  test.each([
    [{ left: 1, right: 1 }, "left 1, right 1"], [{ top: Number.NaN }, "top NaN"], [{ bottom: -Infinity }, "bottom -Infinity"],
    [{ bottom: 11 }, "bottom 11, top 10"],
  ])("edges that are none throw: %o", (edges, message) => {
    const failure = (): string => toSvg({ ...tenByTen(), ...edges });
    expect(failure).toThrow(message);
    expect(failure).toThrow(WorldwiseError);
  });

  test("a size that is none throws", () => {
    for (const longerSide of [0, -1, Number.NaN, Infinity]) expect(() => toSvg(tenByTen(), { longerSide })).toThrow("longerSide above 0");
  });
});

test("the same scene gives the same file, and is not written", () => {
  const scene = Object.freeze(tenByTen(Object.freeze(disk(1, 2, 3)), Object.freeze(word("a"))));
  expect(toSvg(scene)).toBe(toSvg(structuredClone(scene)));
});
