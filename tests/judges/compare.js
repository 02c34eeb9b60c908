// SPDX-License-Identifier: Apache-2.0
// How far two runtimes' outputs for the same inputs are apart.
//
//   node compare.js [--largest D] [--mean M] [--relative R] [--snr DB] [--top T] A.npy B.npy
//
// Rows both files have are compared; b is the reference. Printed, and held against the limits
// given: the largest and the mean |a - b|, the largest as a share of the largest |b| of its
// row, of float32 the signal-to-noise ratio in dB, 10 log10(sum b^2 / sum (a - b)^2), and the
// share of rows whose largest element is the same one.
// Exit status: 0 within the limits, 1 further apart (or not finite somewhere), 2 trouble.
'use strict';
const {parseArgs} = require('util');
const npy = require('./npy.js');

function compare(a, b) {
	const width = b.data.length / b.shape[0];
	const rows = Math.min(a.shape[0], b.shape[0]);
	if (a.type !== b.type || a.data.length / a.shape[0] !== width)
		throw Error(`${a.type} [${a.shape}] against ${b.type} [${b.shape}]`);
	let largest = 0, sum = 0, relative = 0, sameTop = 0;
	let signal = 0, noise = 0;
	for (let i = 0; i < rows; i++) {
		const x = Array.from(a.data.subarray(i * width, (i + 1) * width), Number);
		const y = Array.from(b.data.subarray(i * width, (i + 1) * width), Number);
		const apart = y.map((value, j) => Math.abs(x[j] - value));
		const worst = Math.max(...apart);
		largest = Math.max(largest, worst);
		relative = Math.max(relative, worst && worst / Math.max(...y.map(Math.abs)));
		signal += y.reduce((all, value) => all + value * value, 0);
		noise += apart.reduce((all, value) => all + value * value, 0);
		sum += apart.reduce((p, q) => p + q);
		sameTop += x.indexOf(Math.max(...x)) === y.indexOf(Math.max(...y));
	}
	const found = {rows, largest, mean: sum / (rows * width), relative, top: sameTop / rows};
	return a.type === '<f4' ? {...found, snr: 10 * Math.log10(signal / noise)} : found;
}

try {
	const {values: limits, positionals: [a, b]} = parseArgs({allowPositionals: true, options: {
		largest: {type: 'string'}, mean: {type: 'string'},
		relative: {type: 'string'}, snr: {type: 'string'}, top: {type: 'string'},
	}});
	const found = compare(npy.read(a), npy.read(b));
	const text = name => `${Number(found[name].toPrecision(2))}`;
	const ratio = found.snr === undefined ? '' : ` ${found.snr.toFixed(1)} dB,`;
	console.log(`${found.rows} rows, largest difference ${text('largest')} ` +
		`(relative ${text('relative')}), mean ${text('mean')},${ratio} same top-1 ${text('top')}`);
	const isWithin = name => name === 'snr' || name === 'top'
		? found[name] >= limits[name] : found[name] <= limits[name];
	const ok = Number.isFinite(found.mean) && Object.keys(limits).every(isWithin);
	process.exitCode = ok ? 0 : 1;
} catch (error) {
	console.error(`compare.js: ${error.message}`);
	process.exitCode = 2;
}
