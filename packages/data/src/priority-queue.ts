import type { Allocator } from "@worldwise/protocol";
import { heap as javascriptHeap } from "@worldwise/protocol";

/**
 * Keys 0 … capacity−1, each in the queue at most once, the highest priority first, and of equals the lowest key.
 *
 * A binary heap that knows where each key is, so that a priority can be changed in place and no stale entry is left behind.
 */
export type PriorityQueue = {
  /** Keys in the queue. */
  size: number;
  /** `[capacity]` Keys in heap order; the first `size` count. */
  heap: Int32Array;
  /** `[capacity]` Where each key is in `heap`; −1 where it is not queued. */
  position: Int32Array;
  /** `[capacity]` Priority of each queued key. */
  priority: Float64Array;
};

/** An empty queue for keys below `capacity`. */
export function priorityQueue(capacity: number, allocator: Allocator = javascriptHeap): PriorityQueue {
  return {
    size: 0, heap: allocator("int32", capacity), position: allocator("int32", capacity).fill(-1), priority: allocator("float64", capacity),
  };
}

/** Queues a key, or moves it up or down to a new priority. O(log size). */
export function put(queue: PriorityQueue, key: number, priority: number): void {
  if (queue.position[key]! < 0) place(queue, queue.size++, key);
  queue.priority[key] = priority;
  siftUp(queue, queue.position[key]!);
  siftDown(queue, queue.position[key]!);
}

/** Queues a key, or raises its priority; never lowers it. */
export function promote(queue: PriorityQueue, key: number, priority: number): void {
  if (queue.position[key]! < 0 || priority > queue.priority[key]!) put(queue, key, priority);
}

/** Takes out the key of highest priority; −1 when the queue is empty. */
export function popHighest(queue: PriorityQueue): number {
  if (queue.size === 0) return -1;
  const highest = queue.heap[0]!;
  place(queue, 0, queue.heap[--queue.size]!);
  queue.position[highest] = -1;
  if (queue.size > 0) siftDown(queue, 0);
  return highest;
}

function place({ heap, position }: PriorityQueue, at: number, key: number): void {
  heap[at] = key;
  position[key] = at;
}

/** Whether the entry at i comes out before the one at j. */
function isBefore({ heap, priority }: PriorityQueue, i: number, j: number): boolean {
  const [a, b] = [heap[i]!, heap[j]!];
  return priority[a]! > priority[b]! || (priority[a] === priority[b] && a < b);
}

function swap(queue: PriorityQueue, i: number, j: number): void {
  const key = queue.heap[i]!;
  place(queue, i, queue.heap[j]!);
  place(queue, j, key);
}

function siftUp(queue: PriorityQueue, from: number): void {
  for (let i = from; i > 0;) {
    const parent = (i - 1) >> 1;
    if (!isBefore(queue, i, parent)) return;
    swap(queue, i, parent);
    i = parent;
  }
}

function siftDown(queue: PriorityQueue, from: number): void {
  for (let i = from; ;) {
    const left = 2 * i + 1;
    if (left >= queue.size) return;
    const child = left + 1 < queue.size && isBefore(queue, left + 1, left) ? left + 1 : left;
    if (!isBefore(queue, child, i)) return;
    swap(queue, i, child);
    i = child;
  }
}
