import type { Element, Environment, Scene, Step } from "@worldwise/protocol";
import type { FilmFrame } from "@worldwise/render";
import { WorldwiseError } from "@worldwise/protocol";

/** Which episodes are kept: so many of the last ones, or the one with the best return. */
export type KeptEpisodes = number | "best";

/** An environment that is filmed while others drive it. */
export interface FilmRecorder {
  readonly environment: Pick<Environment, "observation" | "action" | "discount" | "reset" | "step">;
  /** What was kept, and of how many steps each frame shows one. */
  film(): { readonly frames: readonly FilmFrame[]; readonly stepsPerFrame: number };
}

/** One episode on film. */
interface Reel {
  readonly episode: number;
  frames: { readonly step: number; readonly return: number; readonly scene: Scene }[];
  /** Of so many steps one is kept: a power of two. */
  stride: number;
  return: number;
  isOver: boolean;
}

/** Frames of an episode that are kept at most, so that episodes without an end do not fill the memory. */
const mostFrames = 2000;

/** Films an environment. Throws `no-scene` where it cannot be drawn. */
export function filmRecorder(environment: Environment, keep: KeptEpisodes): FilmRecorder {
  if (!environment.scene) throw noScene();
  const look = (): Scene => environment.scene!(); // it was there a line ago
  const kept: Reel[] = [];
  let [count, step] = [0, 0];
  let reel: Reel | undefined;

  function reset(options?: { readonly seed?: number }): ReturnType<Environment["reset"]> {
    const started = environment.reset(options);
    reel = { episode: ++count, frames: [], stride: 1, return: 0, isOver: false };
    kept.push(reel);
    shorten(kept, keep);
    step = 0;
    shoot(reel, step, look());
    return started;
  }
  function take(action: Element<Environment["action"]>): Step {
    const result = environment.step(action);
    if (!reel) return result;
    reel.return += result.reward;
    reel.isOver = result.terminated || result.truncated;
    step++;
    if (reel.isOver || step % reel.stride === 0) shoot(reel, step, look());
    return result;
  }
  const { observation, action, discount } = environment;
  return { environment: { observation, action, discount, reset, step: take }, film: () => spliced(chosen(kept, keep)) };
}

function shoot(reel: Reel, step: number, scene: Scene): void {
  reel.frames.push({ step, return: reel.return, scene });
  if (reel.frames.length > mostFrames) thin(reel, reel.stride * 2);
}

/** The last frame of an episode that is over always stays. */
function thin(reel: Reel, stride: number): void {
  reel.stride = stride;
  reel.frames = reel.frames.filter(({ step }, index) => step % stride === 0 || (reel.isOver && index === reel.frames.length - 1));
}

/** Forgets what will not be chosen. The last reel is the one that is being filmed. */
function shorten(kept: Reel[], keep: KeptEpisodes): void {
  if (keep !== "best") {
    kept.splice(0, kept.length - keep);
    return;
  }
  const over = kept.slice(0, -1);
  const best = bestOf(over);
  for (const reel of over) if (reel !== best) kept.splice(kept.indexOf(reel), 1);
}

/** The first of the best. */
function bestOf(reels: readonly Reel[]): Reel | undefined {
  return reels.reduce<Reel | undefined>((best, reel) => (best && best.return >= reel.return ? best : reel), undefined);
}

/** An unfinished episode is compared with no other. */
function chosen(kept: readonly Reel[], keep: KeptEpisodes): readonly Reel[] {
  if (keep !== "best") return kept;
  const best = bestOf(kept.filter(({ isOver }) => isOver)) ?? kept.at(-1);
  return best ? [best] : [];
}

/** One film of all, at one speed. */
function spliced(reels: readonly Reel[]): ReturnType<FilmRecorder["film"]> {
  const stepsPerFrame = reels.reduce((most, { stride }) => Math.max(most, stride), 1);
  for (const reel of reels) if (reel.stride < stepsPerFrame) thin(reel, stepsPerFrame);
  const frames = reels.flatMap(({ episode, frames: shots }) =>
    shots.map(({ step, return: total, scene }) => ({ scene, episode, return: total, caption: `step ${step}` })));
  return { frames, stepsPerFrame };
}

const noScene = (): WorldwiseError => new WorldwiseError("no-scene", {
  expected: "an environment that can be drawn", got: "one without scene()", todo: "record another one, or give it a scene",
});
