const blocks = "▁▂▃▄▅▆▇█";

/** A row of small blocks, from the smallest number to the largest; many numbers are averaged into `width` groups. */
export function sparkline(numbers: readonly number[], width = 40): string {
  const groups = grouped(numbers, width);
  const [low, high] = [Math.min(...groups), Math.max(...groups)];
  const level = (value: number): number => (high > low ? Math.round(((value - low) / (high - low)) * (blocks.length - 1)) : 0);
  return groups.map((value) => blocks[level(value)]).join("");
}

function grouped(numbers: readonly number[], width: number): readonly number[] {
  const count = Math.min(width, numbers.length);
  const start = (group: number): number => Math.floor((group * numbers.length) / count);
  return Array.from({ length: count }, (_, group) => {
    const members = numbers.slice(start(group), start(group + 1));
    return members.reduce((total, value) => total + value, 0) / members.length;
  });
}
