import { WorldwiseError } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import type { FilmFrame, FilmOptions } from "./animated-svg.ts";
import { animatedSvg } from "./animated-svg.ts";
import { disk, tenByTen, word } from "./fixtures/scenes.ts";
import type { XmlElement } from "./fixtures/well-formed.ts";
import { elementsOf, readXml } from "./fixtures/well-formed.ts";
import { rectangle } from "./shapes.ts";

/** Four frames of a quarter of a second each, and a second of rest: a round of two seconds, a frame is an eighth of it. */
const options: FilmOptions = { secondsPerFrame: 0.25, longerSide: 100 };
const hill = { kind: "polygon", points: rectangle(0, 0, 10, 2), tone: "ground" } as const;
const film = (frames: readonly FilmFrame[], more: FilmOptions = {}): XmlElement => readXml(animatedSvg(frames, { ...options, ...more }));
const animations = (element: XmlElement): readonly unknown[] => element.children.map(({ attributes }) => attributes);

describe("the world of a film", () => {
  test("what stays is written once; what moves has its places, where they change", () => {
    const root = film([1, 2, 2, 4].map((x) => ({ scene: tenByTen(hill, disk(x, 5, 1)) })));
    expect(elementsOf(root, "polygon")).toHaveLength(1);
    expect(elementsOf(root, "polygon")[0]!.children).toEqual([]);
    const [ball, ...others] = elementsOf(root, "circle");
    expect(others).toEqual([]);
    expect(ball!.attributes).toEqual({ class: "agent", cx: "10", cy: "50", r: "10" });
    expect(animations(ball!)).toEqual([{
      attributeName: "cx", calcMode: "discrete", values: "10;20;40", keyTimes: "0;0.125;0.375", dur: "2s", repeatCount: "indefinite",
    }]);
  });

  test("what comes and goes is hidden meanwhile, and keeps its place until it moves", () => {
    const flash = disk(3, 3, 1, "goal");
    const scenes = [tenByTen(hill), tenByTen(hill, flash), tenByTen(hill), tenByTen(hill, disk(4, 3, 1, "goal"))];
    const [light] = elementsOf(film(scenes.map((scene) => ({ scene }))), "circle");
    expect(light!.attributes).toEqual({ class: "goal", cx: "30", cy: "70", r: "10", visibility: "hidden" });
    expect(animations(light!)).toMatchObject([
      { attributeName: "cx", values: "30;40", keyTimes: "0;0.375" },
      { attributeName: "visibility", values: "hidden;visible;hidden;visible", keyTimes: "0;0.125;0.25;0.375" },
    ]);
  });

  test("later marks lie on earlier ones in every frame, also where marks change their tone", () => {
    const scenes = [tenByTen(disk(1, 1, 1, "goal"), disk(2, 2, 1, "body")), tenByTen(disk(1, 1, 1, "danger"), disk(2, 2, 1, "body"))];
    const tones = elementsOf(film(scenes.map((scene) => ({ scene }))), "circle").map(({ attributes }) => attributes["class"]);
    expect(tones).toEqual(["goal", "danger", "body"]);
  });

  test("words that differ are elements of their own", () => {
    const texts = elementsOf(film(["a", "b", "a", "a"].map((text) => ({ scene: tenByTen(word(text)) }))), "text");
    expect(texts.map(({ text }) => text)).toEqual(["a", "b"]);
    expect(animations(texts[0]!)).toMatchObject([{ attributeName: "visibility", values: "visible;hidden;visible", keyTimes: "0;0.125;0.25" }]);
  });

  test("a film of one frame stands still", () => {
    const root = film([{ scene: tenByTen(disk(1, 1, 1)) }]);
    expect(elementsOf(root, "circle")[0]!.children).toEqual([]);
  });
});

describe("below the world", () => {
  const frames = [
    { scene: tenByTen(), episode: 1, return: 0, caption: "step 0" }, { scene: tenByTen(), episode: 1, return: -1.23456, caption: "step 1" },
    { scene: tenByTen(), episode: 2, return: 0, caption: "step 0" }, { scene: tenByTen(), episode: 2, return: Number.NaN, caption: "" },
  ];

  test("episode, caption and return are rows of strips that jump behind their windows", () => {
    const strips = elementsOf(film(frames), "g").filter(({ attributes }) => attributes["class"] === "text");
    const [left, right] = strips;
    expect(elementsOf(left!, "text").map(({ text }) => text)).toEqual(["episode 1 · step 0", "episode 1 · step 1", "episode 2 · step 0", "episode 2"]);
    expect(elementsOf(right!, "text").map(({ text }) => text)).toEqual(["return 0", "return −1.235", "return 0", "return NaN"]);
    expect(elementsOf(left!, "text").map(({ attributes }) => attributes["y"])).toEqual(["15", "37", "59", "81"]);
    expect(animations(left!)[0]).toMatchObject({ type: "translate", values: "0 0;0 -22;0 -44;0 -66", keyTimes: "0;0.125;0.25;0.375" });
  });

  test("a bar fills until the last frame ends, with a notch where an episode begins", () => {
    const bars = elementsOf(film(frames), "rect").filter(({ attributes }) => attributes["height"] === "4");
    expect(bars.map(({ attributes }) => attributes["class"])).toEqual(["ground", "agent", "paper"]);
    expect(bars[1]!.children[0]!.attributes).toMatchObject({ attributeName: "width", values: "0;240;240", keyTimes: "0;0.5;1", dur: "2s" });
    expect(bars[2]!.attributes["x"]).toBe("131"); // half of 240, behind a margin of 12, less half of the notch
  });

  test("nothing is written where nothing is said", () => {
    expect(elementsOf(film([{ scene: tenByTen() }]), "text")).toEqual([]);
  });

  test("captions and titles of others are only texts", () => {
    const caption = '"]]><script>&';
    const root = film([{ scene: tenByTen(), caption }, { scene: tenByTen(), caption: "b" }], { title: caption });
    expect(elementsOf(root, "script")).toEqual([]);
    expect(elementsOf(root, "text")[0]!.text).toBe(caption);
  });
});

describe("long films", () => {
  const running = (count: number): readonly FilmFrame[] => Array.from({ length: count }, (_, k) => ({
    scene: tenByTen(hill, disk(5 + 4 * Math.sin(k / 10), 5, 1), { kind: "line", points: [[5, 5], [5 + 3 * Math.cos(k / 7), 8]], tone: "body" }),
    episode: 1 + Math.floor(k / 100), return: -k, caption: `step ${k % 100}`,
  }));

  test("are thinned to the same length, first and last frame among those shown, and say so", () => {
    const root = film(running(1000), { mostFrames: 11, secondsPerFrame: 0.011 });
    expect(elementsOf(root, "desc")[0]!.text).toBe("A film of 11 frames, 12 seconds: 11 of 1000 recorded frames are shown, evenly spread.");
    const returns = elementsOf(root, "text").map(({ text }) => text).filter((text) => text.startsWith("return"));
    expect(returns).toEqual([0, 100, 200, 300, 400, 500, 599, 699, 799, 899, 999].map((k) => (k === 0 ? "return 0" : `return −${k}`)));
    expect(elementsOf(root, "animate")[0]!.attributes["dur"]).toBe("12s");
  });

  test("stay small: what moves and what is said cost some twenty bytes a frame each", () => {
    // A disk, a line, a caption and a return; with their times.
    expect(animatedSvg(running(400)).length - animatedSvg(running(200)).length).toBeLessThan(200 * 170);
    expect(animatedSvg(running(4000)).length).toBeLessThan(70_000);
  });

  test("hundreds of episodes have no notches", () => {
    const frames = Array.from({ length: 300 }, (_, k) => ({ scene: tenByTen(), episode: k }));
    expect(elementsOf(film(frames), "rect").filter(({ attributes }) => attributes["class"] === "paper")).toHaveLength(1);
  });
});

describe("refused", () => {
  const refusal = (action: () => unknown, message: string): void => {
    expect(action).toThrow(message);
    expect(action).toThrow(WorldwiseError);
  };

  test("no frames, frames of different worlds, options out of range", () => {
    const frame = { scene: tenByTen() };
    refusal(() => animatedSvg([]), "at least one frame");
    refusal(() => animatedSvg([frame, { scene: { ...tenByTen(), right: 11 } }]), "the same right edge in all frames: 10");
    refusal(() => animatedSvg([frame, { scene: { ...tenByTen(), right: Number.NaN } }]), "finite edges");
    for (const secondsPerFrame of [0, -1, Number.NaN, Infinity]) refusal(() => animatedSvg([frame], { secondsPerFrame }), "secondsPerFrame above 0");
    for (const mostFrames of [1, 2.5, Number.NaN]) refusal(() => animatedSvg([frame], { mostFrames }), "mostFrames");
  });
});
