// Tables of NumPy's ziggurat for normals: 255 strips and a tail, all of area `AREA` under exp(-x²/2), x ≥ 0.

// @ts-ignore: decorator
@inline
export const TAIL_START: f64 = 3.6541528853610088;
// @ts-ignore: decorator
@inline
export const TAIL_SCALE: f64 = 0.27366123732975828; // 1 / TAIL_START
// @ts-ignore: decorator
@inline
const AREA: f64 = 0.004928673233974652; // tail and strip 0; the digits after …73234 are those that NumPy's tables imply
// @ts-ignore: decorator
@inline
const TWO_52: f64 = 4503599627370496;

/** [256] The strip's width in units of 2^-52. */
const WIDTH: usize = memory.data(2048, 8);
/** [256] Below this many units a point of the strip lies under the curve for certain. */
const SAFE: usize = memory.data(2048, 8);
/** [256] exp(-x²/2) at the strip's right end. */
const HEIGHT: usize = memory.data(2048, 8);

let areTablesReady = false;

function setStrip(i: usize, x: f64, height: f64): void {
  store<f64>(WIDTH + (i << 3), x / TWO_52);
  store<f64>(HEIGHT + (i << 3), height);
}

/** x_i = √(-2 log(v / x_{i+1} + f(x_{i+1}))), from the tail inwards: Marsaglia and Tsang (2000), section 2. */
function makeTables(): void {
  let x = TAIL_START, height = Math.exp(-0.5 * x * x);
  const tailWidth = AREA / height;
  setStrip(0, tailWidth, 1);
  store<u64>(SAFE, <u64>(x / tailWidth * TWO_52));
  setStrip(255, x, height);
  for (let i: usize = 254; i > 0; i--) {
    const outer = x;
    x = Math.sqrt(-2 * Math.log(AREA / outer + height));
    // NumPy's table has the neighbor of exp(-x²/2) here, and all strips further in follow from it.
    height = i == 38 ? 0.6773880362187735 : Math.exp(-0.5 * x * x);
    setStrip(i, x, height);
    store<u64>(SAFE + ((i + 1) << 3), <u64>nearest(x / outer * TWO_52));
  }
  store<u64>(SAFE, 0, 8);
  areTablesReady = true;
}

/** At first use. */
// @ts-ignore: decorator
@inline
export function ensureTables(): void {
  if (!areTablesReady) makeTables();
}

// @ts-ignore: decorator
@inline
export function stripWidth(i: usize): f64 {
  return load<f64>(WIDTH + (i << 3));
}

// @ts-ignore: decorator
@inline
export function stripSafe(i: usize): u64 {
  return load<u64>(SAFE + (i << 3));
}

// @ts-ignore: decorator
@inline
export function stripHeight(i: usize): f64 {
  return load<f64>(HEIGHT + (i << 3));
}
