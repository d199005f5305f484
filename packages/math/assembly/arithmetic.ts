// Arithmetic place by place, in which the right side may repeat: for every row, or for every column.

enum Operation { Add, Subtract, Multiply, Divide, Minimum, Maximum }

// @ts-ignore: decorator
@inline
function lanesOf<T>(operation: Operation, a: v128, b: v128): v128 {
  if (operation == Operation.Add) return v128.add<T>(a, b);
  if (operation == Operation.Subtract) return v128.sub<T>(a, b);
  if (operation == Operation.Multiply) return v128.mul<T>(a, b);
  if (operation == Operation.Divide) return v128.div<T>(a, b);
  return operation == Operation.Minimum ? v128.min<T>(a, b) : v128.max<T>(a, b);
}

// @ts-ignore: decorator
@inline
function placeOf<T>(operation: Operation, a: T, b: T): T {
  if (operation == Operation.Add) return a + b;
  if (operation == Operation.Subtract) return a - b;
  if (operation == Operation.Multiply) return a * b;
  if (operation == Operation.Divide) return a / b;
  return operation == Operation.Minimum ? min<T>(a, b) : max<T>(a, b);
}

/** out[b, j] = left[b, j] ∘ right, which moves on by `rightRow` bytes from row to row and stands still inside a row if `isStill`. */
// @ts-ignore: decorator
@inline
function overRows<T>(operation: Operation, rows: u32, columns: u32, left: usize, right: usize, rightRow: usize, isStill: bool, out: usize): void {
  const rowBytes = <usize>columns * sizeof<T>(), vectorBytes = rowBytes & ~15;
  for (let row: u32 = 0; row < rows; row++) {
    const still = v128.splat<T>(load<T>(right));
    let i: usize = 0;
    for (; i < vectorBytes; i += 16) {
      const b = isStill ? still : v128.load(right + i);
      v128.store(out + i, lanesOf<T>(operation, v128.load(left + i), b));
    }
    for (; i < rowBytes; i += sizeof<T>()) {
      store<T>(out + i, placeOf<T>(operation, load<T>(left + i), load<T>(isStill ? right : right + i)));
    }
    left += rowBytes;
    out += rowBytes;
    right += rightRow;
  }
}

/** One loop for each operation, chosen once. */
// @ts-ignore: decorator
@inline
function arithmetic<T>(operation: u32, rows: u32, columns: u32, left: usize, right: usize, rightRow: usize, isStill: bool, out: usize): void {
  if (operation == Operation.Add) overRows<T>(Operation.Add, rows, columns, left, right, rightRow, isStill, out);
  else if (operation == Operation.Subtract) overRows<T>(Operation.Subtract, rows, columns, left, right, rightRow, isStill, out);
  else if (operation == Operation.Multiply) overRows<T>(Operation.Multiply, rows, columns, left, right, rightRow, isStill, out);
  else if (operation == Operation.Divide) overRows<T>(Operation.Divide, rows, columns, left, right, rightRow, isStill, out);
  else if (operation == Operation.Minimum) overRows<T>(Operation.Minimum, rows, columns, left, right, rightRow, isStill, out);
  else overRows<T>(Operation.Maximum, rows, columns, left, right, rightRow, isStill, out);
}

export function arithmeticF32(operation: u32, rows: u32, columns: u32, left: usize, right: usize, rightRow: usize, isStill: bool, out: usize): void {
  arithmetic<f32>(operation, rows, columns, left, right, rightRow, isStill, out);
}
export function arithmeticF64(operation: u32, rows: u32, columns: u32, left: usize, right: usize, rightRow: usize, isStill: bool, out: usize): void {
  arithmetic<f64>(operation, rows, columns, left, right, rightRow, isStill, out);
}
