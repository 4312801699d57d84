// safetensors files of float32 and int64 tensors: https://github.com/huggingface/safetensors
import fs from 'node:fs';

const arrays = {
  F32: (bytes) => new Float32Array(bytes),
  F64: (bytes) => new Float64Array(bytes),
  I64: (bytes) => new BigInt64Array(bytes),
};

/** {name: {dtype, shape, data}} of a file. */
export function readSafetensors(path) {
  const file = fs.readFileSync(path);
  const length = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, 8 + length));
  const tensors = {};
  delete header.__metadata__;
  for (const [name, {dtype, shape, data_offsets: [begin, end]}] of Object.entries(header)) {
    const bytes = file.buffer.slice(file.byteOffset + 8 + length + begin,
                                    file.byteOffset + 8 + length + end);
    tensors[name] = {dtype, shape, data: arrays[dtype](bytes)};
  }
  return tensors;
}

/** Writes {name: {shape, data}} of float32 data. */
export function writeSafetensors(path, tensors) {
  const header = {};
  let offset = 0;
  const names = Object.keys(tensors).sort();
  for (const name of names) {
    const bytes = 4 * tensors[name].data.length;
    header[name] = {
      dtype: 'F32', shape: tensors[name].shape, data_offsets: [offset, offset + bytes]};
    offset += bytes;
  }
  let text = JSON.stringify(header);
  text += ' '.repeat((8 - (text.length % 8)) % 8);
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(text.length));
  const parts = names.map((name) => Buffer.from(Float32Array.from(tensors[name].data).buffer));
  fs.writeFileSync(path, Buffer.concat([start, Buffer.from(text), ...parts]));
}
