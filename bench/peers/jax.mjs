// The training step and products in jax-js on its wasm device: the whole step under jit.
import { loadModule } from "./install.mjs";
import { layersOf, learningRate, regressions, wave } from "./numbers.mjs";

export async function openJax() {
  const { defaultDevice, init, jit, nn, numpy: np, tree, valueAndGrad } = await loadModule("@jax-js/jax");
  await init("wasm");
  defaultDevice("wasm");

  async function regression(name) {
    const { sizes, batch } = regressions[name];
    const array = (data, ...shape) => np.array(data, { shape });
    const numbers = layersOf(sizes, 1).flatMap(({ inputs, outputs, weight, bias }) => [array(weight, inputs, outputs), array(bias, outputs)]);
    const x = array(wave(101, batch * sizes[0]), batch, sizes[0]), y = array(wave(102, batch * sizes.at(-1)), batch, sizes.at(-1));
    const loss = (parameters, x, y) => {
      let h = x;
      for (let k = 0; k < parameters.length; k += 2) {
        h = np.matmul(h, parameters[k]).add(parameters[k + 1]);
        if (k + 2 < parameters.length) h = nn.relu(h);
      }
      return np.square(h.sub(y)).mean();
    };
    const step = jit((parameters, means, squares, corrections, x, y) => {
      const [value, slopes] = valueAndGrad(loss)(parameters.map((p) => p.ref), x, y);
      const outMeans = means.map((m, k) => m.mul(0.9).add(slopes[k].ref.mul(0.1)));
      const outSquares = squares.map((v, k) => v.mul(0.999).add(np.square(slopes[k]).mul(0.001)));
      const moved = parameters.map((p, k) => p.sub(outMeans[k].ref.div(corrections.ref.slice(0)).mul(learningRate)
        .div(np.sqrt(outSquares[k].ref.div(corrections.ref.slice(1))).add(1e-8))));
      corrections.dispose();
      return [value, moved, outMeans, outSquares];
    });
    let state = [numbers, numbers.map((p) => np.zeros(p.shape)), numbers.map((p) => np.zeros(p.shape))], count = 0, told = 0;
    const run = () => {
      count++;
      const corrections = np.array([1 - 0.9 ** count, 1 - 0.999 ** count]);
      const [value, ...next] = step(...state, corrections, x.ref, y.ref);
      state = next;
      [told] = value.dataSync();
    };
    return { run, told: () => told };
  }

  /** Reads the result back, without which nothing is computed. */
  function product(m, n) {
    const entries = (count) => Float32Array.from({ length: count }, (_, i) => (i % 17) / 8 - 1);
    const left = np.array(entries(m * n), { shape: [m, n] }), right = np.array(entries(n * n), { shape: [n, n] });
    return () => np.matmul(left.ref, right.ref).dataSync();
  }
  return { regression, product, tree };
}
