// Training steps and products in TensorFlow.js, on its wasm and cpu backends; one thread.
import { folderOf, load } from "./install.mjs";
import { layersOf, learningRate, regressions, wave } from "./numbers.mjs";

export async function openTfjs() {
  const tf = load("@tensorflow/tfjs"), wasm = load("@tensorflow/tfjs-backend-wasm");
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  wasm.setWasmPaths(folderOf("@tensorflow/tfjs-backend-wasm/dist"));
  await tf.ready();

  /** Timed on its backend; CPU nanoseconds of one call. */
  const onBackend = (backend, run) => async (count) => {
    await tf.setBackend(backend);
    const start = process.cpuUsage();
    for (let i = 0; i < count; i++) run();
    const { user, system } = process.cpuUsage(start);
    return 1000 * (user + system) / count;
  };

  async function regression(backend, name) {
    await tf.setBackend(backend);
    const { sizes, batch } = regressions[name];
    const layers = layersOf(sizes, 1).map(({ inputs, outputs, weight, bias }) => ({
      weight: tf.variable(tf.tensor(weight, [inputs, outputs])), bias: tf.variable(tf.tensor(bias, [outputs])),
    }));
    const x = tf.tensor(wave(101, batch * sizes[0]), [batch, sizes[0]]);
    const y = tf.tensor(wave(102, batch * sizes.at(-1)), [batch, sizes.at(-1)]);
    const optimizer = tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
    const loss = () => tf.tidy(() => {
      const out = layers.reduce((h, { weight, bias }, k) => {
        const sum = tf.add(tf.matMul(h, weight), bias);
        return k < layers.length - 1 ? tf.relu(sum) : sum;
      }, x);
      return tf.mean(tf.square(tf.sub(out, y)));
    });
    let told = 0;
    const step = (tells = false) => {
      const value = optimizer.minimize(loss, true);
      if (tells) [told] = value.dataSync();
      value.dispose();
    };
    return {
      candidate: onBackend(backend, () => step()),
      told: async (count) => {
        await tf.setBackend(backend);
        for (let i = 0; i < count; i++) step(true);
        return told;
      },
    };
  }

  async function product(backend, m, n) {
    await tf.setBackend(backend);
    const entries = (count) => Float32Array.from({ length: count }, (_, i) => (i % 17) / 8 - 1);
    const left = tf.tensor(entries(m * n), [m, n]), right = tf.tensor(entries(n * n), [n, n]);
    return onBackend(backend, () => tf.matMul(left, right).dispose());
  }
  return { regression, product, description: `TensorFlow.js ${tf.version.tfjs}` };
}
