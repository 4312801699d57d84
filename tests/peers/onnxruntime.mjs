// ONNX Runtime's answers to our ONNX backend tests:
//   node onnxruntime.mjs MODULES FIXTURES ANSWERS
// MODULES is the node_modules with onnxruntime-node, FIXTURES the directory that
// `assay fixtures --format onnx` wrote, ANSWERS gets one safetensors file for each operator.
// Without ANSWERS only prints the runtime's version.
import fs from 'node:fs';
import path from 'node:path';
import {createRequire} from 'node:module';
import {writeSafetensors} from './safetensors.mjs';

const [modules, fixtures, answers] = process.argv.slice(2);
const require = createRequire(path.resolve(modules, 'onnxruntime-node', 'package.json'));
const ort = require('onnxruntime-node');

/** The fields of a TensorProto that our writer fills: dims, data_type, name, raw_data. */
function readTensor(file) {
  const bytes = fs.readFileSync(file);
  const tensor = {dims: [], raw: Buffer.alloc(0)};
  let at = 0;
  const varint = () => {
    let value = 0n, shift = 0n;
    for (;;) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
      shift += 7n;
    }
  };
  while (at < bytes.length) {
    const key = varint(), field = key >> 3;
    if ((key & 7) === 0) {
      const value = varint();
      if (field === 1) tensor.dims.push(value);
      if (field === 2) tensor.type = value;
    } else {
      const length = varint(), part = bytes.subarray(at, at + length);
      at += length;
      if (field === 8) tensor.name = part.toString();
      if (field === 9) tensor.raw = part;
    }
  }
  return tensor;
}

function toOrt(tensor) {
  const copy = Uint8Array.from(tensor.raw).buffer;
  return tensor.type === 7 ? new ort.Tensor('int64', new BigInt64Array(copy), tensor.dims)
                           : new ort.Tensor('float32', new Float32Array(copy), tensor.dims);
}

async function run(folder) {
  const session = await ort.InferenceSession.create(path.join(folder, 'model.onnx'));
  const data = path.join(folder, 'test_data_set_0');
  const feeds = {};
  for (const file of fs.readdirSync(data).filter((name) => name.startsWith('input_'))) {
    const tensor = readTensor(path.join(data, file));
    feeds[tensor.name] = toOrt(tensor);
  }
  return session.run(feeds);
}

console.log(`ONNX Runtime ${require('onnxruntime-node/package.json').version}`);
if (answers) {
  const all = {};
  const failures = [];
  for (const name of fs.readdirSync(path.join(fixtures, 'assay')).sort()) {
    const [, stem, id] = /^test_(.*)_(?:out|grad)_(\d+)$/.exec(name);
    try {
      const outputs = await run(path.join(fixtures, 'assay', name));
      for (const [output, tensor] of Object.entries(outputs)) {
        all[stem] ??= {};
        all[stem][`${id}.${output}`] = {shape: tensor.dims, data: tensor.data};
      }
    } catch (error) {
      failures.push(`${name}: ${String(error.message).split('\n')[0]}`);
    }
  }
  fs.mkdirSync(answers, {recursive: true});
  for (const [stem, tensors] of Object.entries(all))
    writeSafetensors(path.join(answers, `${stem}.safetensors`), tensors);
  for (const failure of failures) console.log(`failed ${failure}`);
}
