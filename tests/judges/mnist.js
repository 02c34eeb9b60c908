// SPDX-License-Identifier: Apache-2.0
// Images of MNIST's .gz as float32 from 0 to 1, [n, 1, 28, 28].
//
//   node mnist.js IMAGES.gz N OUT.npy
'use strict';
const fs = require('fs');
const zlib = require('zlib');
const npy = require('./npy.js');

const [, , path, count, outPath] = process.argv;
const n = Number(count);
const pixels = zlib.gunzipSync(fs.readFileSync(path)).subarray(16, 16 + n * 784);
npy.write(outPath, {type: '<f4', shape: [n, 1, 28, 28], data: Float32Array.from(pixels, p => p / 255)});
