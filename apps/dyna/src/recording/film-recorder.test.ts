import type { Environment, Scene } from "@worldwise/protocol";
import { discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import type { FilmRecorder, KeptEpisodes } from "./film-recorder.ts";
import { filmRecorder } from "./film-recorder.ts";

/** Each step pays its action; action 0 ends the episode. The left edge of the picture counts all steps of its life. */
function payer(): Environment {
  let life = 0;
  const scene = (): Scene => ({ left: -1 - life, right: 0, bottom: 0, top: 1, marks: [] });
  return {
    observation: discrete(1), action: discrete(10), discount: 1, scene,
    reset: () => ({ observation: 0, info: null }),
    step(action) {
      life++;
      return { observation: 0, reward: Number(action), terminated: action === 0, truncated: false, info: null };
    },
  };
}

/** Episodes by their actions. */
function played(keep: KeptEpisodes, episodes: readonly (readonly number[])[]): FilmRecorder {
  const recorder = filmRecorder(payer(), keep);
  for (const actions of episodes) {
    recorder.environment.reset();
    for (const action of actions) recorder.environment.step(action);
  }
  return recorder;
}
const told = (recorder: FilmRecorder): readonly string[] =>
  recorder.film().frames.map(({ episode, caption, return: total }) => `${episode!} ${caption!} ${total!}`);

describe("filmRecorder", () => {
  test("has the start, each step and the end, with episode and return", () => {
    expect(told(played(1, [[5, 0]]))).toEqual(["1 step 0 0", "1 step 1 5", "1 step 2 5"]);
    expect(played(1, [[5, 0]]).film().frames.map(({ scene }) => scene.left)).toEqual([-1, -2, -3]);
  });

  test("keeps the last episodes, an unfinished one too", () => {
    expect(told(played(2, [[1, 0], [0], [2]]))).toEqual(["2 step 0 0", "2 step 1 0", "3 step 0 0", "3 step 1 2"]);
  });

  test("keeps the best one, the first of equals; an unfinished one only where there is no other", () => {
    expect(told(played("best", [[1, 0], [3, 0], [2, 1, 0], [9]]))).toEqual(["2 step 0 0", "2 step 1 3", "2 step 2 3"]);
    expect(told(played("best", [[9]]))).toEqual(["1 step 0 0", "1 step 1 9"]);
  });

  test("long episodes are kept sparsely, all at one speed, their ends too", () => {
    const long = [...new Array<number>(9000).fill(1), 0];
    const { frames, stepsPerFrame } = played(2, [[1, 1, 1, 1, 1, 1, 1, 1, 1, 0], long]).film();
    expect(stepsPerFrame).toBe(8);
    expect(frames.filter(({ episode }) => episode === 1).map(({ caption }) => caption)).toEqual(["step 0", "step 8", "step 10"]);
    const last = frames.filter(({ episode }) => episode === 2);
    expect(last.length).toBe(9000 / 8 + 2);
    expect(last.at(-1)).toMatchObject({ caption: "step 9001", return: 9000 });
  });

  test("what is driven is the environment itself", () => {
    const recorder = filmRecorder(payer(), 1);
    recorder.environment.reset();
    expect(recorder.environment.step(7)).toEqual({ observation: 0, reward: 7, terminated: false, truncated: false, info: null });
  });

  test("refuses what cannot be drawn", () => {
    const { scene: _, ...unseen } = payer();
    expect(() => filmRecorder(unseen, 1)).toThrow("expected an environment that can be drawn");
  });
});
