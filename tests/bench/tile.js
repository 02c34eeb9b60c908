// SPDX-License-Identifier: Apache-2.0
// The rows of a .npy file over and over, until there are N: node tile.js N IN.npy OUT.npy
'use strict';
const npy = require('../judges/npy.js');

const [n, from, to] = process.argv.slice(2);
const {type, shape, data} = npy.read(from);
const width = data.length / shape[0];
const tiled = new data.constructor(n * width);
for (let i = 0; i < n; i++)
	tiled.set(data.subarray(i % shape[0] * width, (i % shape[0] + 1) * width), i * width);
npy.write(to, {type, shape: [Number(n), ...shape.slice(1)], data: tiled});
