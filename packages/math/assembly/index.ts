// The kernels of the math core. Sources are split by topic; this file only exports.
export function add(a: f64, b: f64): f64 {
  return a + b;
}
