/**
 * P(|T| ≤ t) of Student's distribution with a whole number of degrees of freedom, by its finite sums.
 *
 * @param t - at least 0
 * @param degrees - at least 1
 *
 * Source: Abramowitz and Stegun (1964), 26.7.3 and 26.7.4.
 */
export function studentCentralProbability(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1, sum = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power < degrees; power += 2) {
    term *= (power - 1) / power * cosine * cosine;
    sum += term;
  }
  return isOdd ? 2 / Math.PI * (angle + sine * sum) : sine * sum;
}

/** The t with P(|T| ≤ t) = level, by bisection. */
export function studentCentralQuantile(level: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentCentralProbability(high, degrees) < level) high *= 2;
  for (let halving = 0; halving < 200 && high - low > 1e-14 * high; halving++) {
    const middle = (low + high) / 2;
    if (studentCentralProbability(middle, degrees) < level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
