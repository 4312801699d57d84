// TensorFlow.js's answers to our fixtures (CPU backend), gradients by its own tf.grads:
//   node tensorflow.mjs MODULES FIXTURES ANSWERS
// FIXTURES is what `assay fixtures` wrote. Without ANSWERS only prints the version.
import fs from 'node:fs';
import path from 'node:path';
import {createRequire} from 'node:module';
import {readSafetensors, writeSafetensors} from './safetensors.mjs';

const [modules, fixtures, answers] = process.argv.slice(2);
const require = createRequire(path.resolve(modules, '@tensorflow', 'tfjs', 'package.json'));
const tf = require('@tensorflow/tfjs');

class Refusal extends Error {}
const check = (holds) => {
  if (!holds) throw new Refusal();
};

const reduced = (losses, a) => {
  check(a.reduction !== 'half_sum');
  return a.reduction === 'mean' ? losses.mean() : losses.sum();
};
const pointwise = (f) => ({x}, a) => ({y: f(x, a)});
const oneHot = (labels, classes) => tf.oneHot(labels.cast('int32'), classes).cast('float32');

const crossEntropy = (target, logits) =>
  tf.losses.softmaxCrossEntropy(target, logits, undefined, 0, tf.Reduction.NONE);

/** NHWC of NCHW and back, which is how TensorFlow lays out images. */
const nhwc = (x) => x.transpose([0, 2, 3, 1]);
const nchw = (x) => x.transpose([0, 3, 1, 2]);

const conv2d = ({x, W, b}, a) => {
  check(a.flip === 0 && a.groups === 1 && a.padding_h === a.padding_w);
  const strides = [a.stride_h, a.stride_w], dilations = [a.dilation_h, a.dilation_w];
  check(Math.max(...strides) === 1 || Math.max(...dilations) === 1);
  const [h, w] = [a.padding_h, a.padding_w];
  const image = nhwc(x).pad([[0, 0], [h, h], [w, w], [0, 0]]);
  const y = tf.conv2d(image, W.transpose([2, 3, 1, 0]), strides, 'valid', 'NHWC', dilations);
  return {y: nchw(y.add(b))};
};

const pool = (kind) => ({x}, a) => {
  check(a.ceil_mode === 0 && a.padding_h === 0 && a.padding_w === 0);
  return {y: nchw(kind(nhwc(x), [a.kernel_h, a.kernel_w], [a.stride_h, a.stride_w], 'valid'))};
};

const standardised = (x, axes, a) => {
  const {mean, variance} = tf.moments(x, axes, true);
  return x.sub(mean).mul(tf.rsqrt(variance.add(a.epsilon)));
};

const table = {
  'activation/relu': pointwise((x) => tf.relu(x)),
  'activation/leaky_relu': pointwise((x, a) => tf.leakyRelu(x, a.slope)),
  'activation/sigmoid': pointwise((x) => tf.sigmoid(x)),
  'activation/tanh': pointwise((x) => tf.tanh(x)),
  'activation/softplus': pointwise((x) => tf.softplus(x)),
  'activation/log_sigmoid': pointwise((x) => tf.logSigmoid(x)),
  'activation/silu': pointwise((x) => x.mul(tf.sigmoid(x))),
  'activation/elu': ({x}, a) => {
    check(a.alpha === 1);
    return {y: tf.elu(x)};
  },
  'activation/selu': pointwise((x) => tf.selu(x)),
  'activation/relu6': pointwise((x) => tf.relu6(x)),
  'activation/hard_tanh': pointwise((x, a) => tf.clipByValue(x, a.lower, a.upper)),
  'activation/mish': pointwise((x) => x.mul(tf.tanh(tf.softplus(x)))),
  'softmax/softmax': ({x}) => ({p: tf.softmax(x)}),
  'softmax/log_softmax': ({x}) => ({y: tf.logSoftmax(x)}),
  'softmax/logsumexp': ({x}) => ({y: tf.logSumExp(x, -1)}),
  'linear/linear': ({x, W, b}) => ({y: tf.matMul(x, W, false, true).add(b)}),
  'linear/embedding': ({table: rows, index}) => ({y: tf.gather(rows, index)}),
  'loss/softmax_cross_entropy': ({logits, label}, a) => ({
    loss: reduced(crossEntropy(oneHot(label, logits.shape[1]), logits), a)}),
  'loss/soft_cross_entropy': ({logits, target}, a) => ({
    loss: reduced(crossEntropy(target, logits), a)}),
  'loss/mean_squared_error': ({prediction, target}, a) => ({
    loss: reduced(tf.squaredDifference(prediction, target), a)}),
  'loss/mean_absolute_error': ({prediction, target}, a) => ({
    loss: reduced(tf.abs(prediction.sub(target)), a)}),
  'loss/huber': ({prediction, target}, a) => ({
    loss: reduced(tf.losses.huberLoss(target, prediction, undefined, a.delta,
                                      tf.Reduction.NONE), a)}),
  'normalization/layer_norm': ({x, gamma, beta}, a) => ({
    y: standardised(x, [1], a).mul(gamma).add(beta)}),
  'normalization/batch_norm': ({x, gamma, beta}, a) => ({
    y: standardised(x, [0, 2], a).mul(gamma.expandDims(1)).add(beta.expandDims(1))}),
  'convolution/conv2d': conv2d,
  'pooling/max_pool2d': pool(tf.maxPool),
  'pooling/average_pool2d': pool(tf.avgPool),
};

const number = (value) => {
  if (typeof value !== 'string') return value;
  const hex = /^(-?)0x([0-9a-f])(?:\.([0-9a-f]+))?p([+-]\d+)$/.exec(value);
  if (!hex) return value;
  const [, sign, whole, fraction = '', exponent] = hex;
  const digits = parseInt(whole + fraction, 16);
  return (sign ? -1 : 1) * digits * 2 ** (Number(exponent) - 4 * fraction.length);
};

/** {"out.y": tensor, "grad.x": tensor} of one case. */
function answerOf(f, inputs, upstream, attributes) {
  const tensors = {}, leaves = [];
  for (const [name, {dtype, shape, data}] of Object.entries(inputs)) {
    const whole = dtype === 'I64';
    tensors[name] = whole ? tf.tensor(Int32Array.from(data, Number), shape, 'int32')
                          : tf.tensor(data, shape, 'float32');
    if (!whole) leaves.push(name);
  }
  const given = {};
  for (const [name, tensor] of Object.entries(f(tensors, attributes)))
    given[`out.${name}`] = tensor;
  const [[output, dy] = []] = Object.entries(upstream);
  if (output) {
    const side = (...values) => {
      const all = {...tensors};
      leaves.forEach((name, k) => { all[name] = values[k]; });
      return f(all, attributes)[output];
    };
    try {
      const gradients = tf.grads(side)(leaves.map((name) => tensors[name]),
                                       tf.tensor(dy.data, dy.shape, 'float32'));
      leaves.forEach((name, k) => { given[`grad.${name}`] = gradients[k]; });
    } catch (error) {
      if (!/gradient|Cannot compute/i.test(String(error.message))) throw error;
    }
  }
  return given;
}

function answerOperator(manifest, stem) {
  const arrays = readSafetensors(path.join(fixtures, `${stem}.safetensors`));
  const given = {};
  for (const {tcId, attributes} of manifest.tests) {
    const id = String(tcId).padStart(4, '0');
    const part = (prefix) => Object.fromEntries(
        Object.keys(arrays).filter((name) => name.startsWith(`${id}.${prefix}`))
            .map((name) => [name.slice(id.length + 1 + prefix.length), arrays[name]]));
    const numbers = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, number(value)]));
    try {
      tf.tidy(() => {
        const all = answerOf(table[manifest.operator], part('in.'), part('grad_out.'), numbers);
        for (const [name, tensor] of Object.entries(all))
          given[`${id}.${name}`] = {shape: tensor.shape, data: tensor.dataSync()};
      });
    } catch (error) {
      if (!(error instanceof Refusal)) console.log(`failed ${stem} ${id}: ${error.message}`);
    }
  }
  return given;
}

console.log(`TensorFlow.js ${tf.version.tfjs}`);
if (answers) {
  console.warn = () => {};
  await tf.setBackend('cpu');
  fs.mkdirSync(answers, {recursive: true});
  for (const file of fs.readdirSync(fixtures).filter((name) => name.endsWith('.json'))) {
    const manifest = JSON.parse(fs.readFileSync(path.join(fixtures, file)));
    if (!table[manifest.operator]) continue;
    const stem = file.slice(0, -'.json'.length);
    const given = answerOperator(manifest, stem);
    if (Object.keys(given).length)
      writeSafetensors(path.join(answers, `${stem}.safetensors`), given);
  }
}
