/** Tells what went wrong, each text once in a while: a server that is away is reported by every connection, again and again. */
export function troubleNotices(tell: (text: string) => void, now: () => number, seconds = 30): (text: string) => void {
  const toldAt = new Map<string, number>();
  return (text) => {
    const last = toldAt.get(text) ?? -Infinity;
    if (now() - last < 1000 * seconds) return;
    toldAt.set(text, now());
    tell(text);
  };
}
