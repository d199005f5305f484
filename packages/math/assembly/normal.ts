// Box and Muller (1958): two uniforms make a normal. `Math` is AssemblyScript's own software here, compiled into the module,
// so every engine gives the same bits; a host's Math.log and Math.cos do not.

// @ts-ignore: decorator
@inline
const TO_UNIT: f64 = 1.0 / 9007199254740992.0; // 2^-53

/** `radius53` and `angle53` are 53 random bits each. */
// @ts-ignore: decorator
@inline
export function normalFromBits(radius53: u64, angle53: u64): f64 {
  const radius = <f64>(radius53 + 1) * TO_UNIT; // in (0, 1], so that the logarithm is finite
  const angle = <f64>angle53 * TO_UNIT;
  return Math.sqrt(-2.0 * Math.log(radius)) * Math.cos(2.0 * Math.PI * angle);
}

// @ts-ignore: decorator
@inline
function bits53(high: u32, low: u32): u64 {
  return (<u64>(high >>> 5) << 26) | <u64>(low >>> 6);
}

/** A normal from four words, each pair read as `uniform` reads it. */
export function normalFromWords(a: u32, b: u32, c: u32, d: u32): f64 {
  return normalFromBits(bits53(a, b), bits53(c, d));
}
