import { encode } from "@msgpack/msgpack";
import { WorldwiseError } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { headSize } from "./frames.ts";
import { decodeReply, encodeRequest } from "./messages.ts";

function thrown(body: Uint8Array): WorldwiseError {
  try {
    decodeReply(body, "stepped");
  } catch (error) {
    if (WorldwiseError.is(error)) return error;
  }
  throw new Error("nothing was thrown");
}

test("a step is its name and an array", () => {
  const frame = encodeRequest(["step", Uint8Array.of(4, 5)], 1000);
  expect([...frame.subarray(headSize)]).toEqual([0x92, 0xa4, 0x73, 0x74, 0x65, 0x70, 0xd7, 1, 0, 1, 2, 0, 0, 0, 4, 5]);
});

test("absent options are left out, and arrays in options are arrays", () => {
  const options = { absent: undefined, sizes: Float64Array.of(1) };
  const opening = { version: 1, id: "a", options, lanes: 1, info: false, resetOptions: null };
  const text = new TextDecoder("latin1").decode(encodeRequest(["open", opening], 1000));
  expect(text).toContain("sizes");
  expect(text).not.toContain("absent");
});

test("a request that is too long throws", () => {
  const encode = (): unknown => encodeRequest(["step", new Float64Array(1000)], 1024);
  expect(encode).toThrow(/expected a request of at most 1024 bytes\n.*80\d\d/u);
});

test("a reply gives its arguments", () => {
  expect(decodeReply(encode(["stepped", 1, null]), "stepped")).toEqual([1, null]);
});

test.each([
  [encode(["started"]), /expected the reply "stepped"\n.*"started"/u],
  [encode({ a: 1 }), /expected the reply "stepped"\n.*something else/u],
  [encode([7]), /something else/u], [Uint8Array.of(0x92, 0xc0), /expected a body in MessagePack/u],
  [Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff), /expected a body in MessagePack/u],
  [Uint8Array.of(0x91, 0xd4, 1, 0), /expected a body in MessagePack\n.*a damaged array/u],
])("the reply %o is none", (body, complaint) => {
  expect(thrown(body).code).toBe("bad-frame");
  expect(thrown(body).message).toMatch(complaint);
});

test("a failure in Python is an error with its traceback, lane and call", () => {
  const failure = { code: "environment-failed", message: "RuntimeError: no", traceback: "Traceback …\n  step\n",
    call: "step", lane: 3 };
  const error = thrown(encode(["failed", failure]));
  expect(error.code).toBe("environment-failed");
  expect(error.facts).toEqual({ traceback: "Traceback …\n  step\n", call: "step", lane: 3 });
  expect(error.message).toContain("expected step of lane 3 to succeed\n     got RuntimeError: no\nTraceback …\n  step\n   to do");
});

test.each([
  ["numpy-missing", "NumPy"], ["gymnasium-missing", "pip install gymnasium"], ["unknown-environment", "module:Name-v0"],
  ["unsupported-space", "wrap the environment"], ["autoreset", "without autoreset"], ["bad-observation", "declared space"],
  ["bad-reward", "a number as reward"], ["frame-too-large", "raise maxFrameSize"], ["something-new", "the bridge to work"],
])("%s says what to do", (code, hint) => {
  const error = thrown(encode(["failed", { code, message: "why" }]));
  expect(error.code).toBe(code);
  expect(error.message).toContain("why");
  expect(error.message).toContain(hint);
});

test("a failure that says nothing is still an error", () => {
  expect(thrown(encode(["failed"])).code).toBe("bridge-failed");
});
