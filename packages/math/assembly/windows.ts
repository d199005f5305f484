// The windows of an image side by side, as the rows of a matrix, and back: convolutions are then matrix products.

/** Places of a window that lie within an axis: those from `first` to `end` - 1, where the window begins at `start`, or before it. */
// @ts-ignore: decorator
@inline
function firstWithin(start: i32): i32 {
  return start < 0 ? -start : 0;
}
// @ts-ignore: decorator
@inline
function endWithin(start: i32, window: i32, size: i32): i32 {
  return min(window, size - start);
}

/**
 * image: [height, width, channels]; windows: [outHeight · outWidth, windowHeight, windowWidth, channels], zero outside the image;
 * `rowBytes`: of one place's channels. Windows begin `above` rows and `before` columns outside, and are `stride` places apart.
 */
export function gatherWindows(
  height: i32, width: i32, rowBytes: u32, windowHeight: i32, windowWidth: i32, stride: i32, above: i32, before: i32,
  outHeight: i32, outWidth: i32, image: usize, windows: usize,
): void {
  const lineBytes = <usize>windowWidth * rowBytes;
  memory.fill(windows, 0, <usize>(outHeight * outWidth * windowHeight) * lineBytes);
  for (let i = 0; i < outHeight; i++) {
    const top = i * stride - above, pEnd = endWithin(top, windowHeight, height);
    for (let j = 0; j < outWidth; j++) {
      const left = j * stride - before, q = firstWithin(left), count = endWithin(left, windowWidth, width) - q;
      for (let p = firstWithin(top); p < pEnd && count > 0; p++) {
        const from = image + <usize>((top + p) * width + left + q) * rowBytes;
        memory.copy(windows + <usize>p * lineBytes + <usize>q * rowBytes, from, <usize>count * rowBytes);
      }
      windows += <usize>windowHeight * lineBytes;
    }
  }
}

// @ts-ignore: decorator
@inline
function scatter<T>(
  height: i32, width: i32, channels: u32, windowHeight: i32, windowWidth: i32, stride: i32, above: i32, before: i32,
  outHeight: i32, outWidth: i32, windows: usize, image: usize,
): void {
  const rowBytes = <usize>channels * sizeof<T>(), lineBytes = <usize>windowWidth * rowBytes;
  memory.fill(image, 0, <usize>(height * width) * rowBytes);
  for (let i = 0; i < outHeight; i++) {
    const top = i * stride - above, pEnd = endWithin(top, windowHeight, height);
    for (let j = 0; j < outWidth; j++) {
      const left = j * stride - before, q = firstWithin(left), count = endWithin(left, windowWidth, width) - q;
      for (let p = firstWithin(top); p < pEnd && count > 0; p++) {
        let to = image + <usize>((top + p) * width + left + q) * rowBytes;
        const end = to + <usize>count * rowBytes;
        for (let from = windows + <usize>p * lineBytes + <usize>q * rowBytes; to < end; to += sizeof<T>()) {
          store<T>(to, load<T>(to) + load<T>(from));
          from += sizeof<T>();
        }
      }
      windows += <usize>windowHeight * lineBytes;
    }
  }
}

/** The adjoint: image ← the sum of what windows say about each place, window by window. */
export function scatterWindowsF32(
  height: i32, width: i32, channels: u32, windowHeight: i32, windowWidth: i32, stride: i32, above: i32, before: i32,
  outHeight: i32, outWidth: i32, windows: usize, image: usize,
): void {
  scatter<f32>(
    height, width, channels, windowHeight, windowWidth, stride, above, before, outHeight, outWidth, windows, image,
  );
}

/** The same in float64. */
export function scatterWindowsF64(
  height: i32, width: i32, channels: u32, windowHeight: i32, windowWidth: i32, stride: i32, above: i32, before: i32,
  outHeight: i32, outWidth: i32, windows: usize, image: usize,
): void {
  scatter<f64>(
    height, width, channels, windowHeight, windowWidth, stride, above, before, outHeight, outWidth, windows, image,
  );
}
