// SPDX-License-Identifier: Apache-2.0
// Run a model in ONNX Runtime.
//
//   node ort.js [--nhwc] [--nhwc-out] [--rows N] MODEL.onnx IN.npy OUT.npy
//   node ort.js --time N --batch B --threads T MODEL.onnx IN.npy
//
// Each row of IN goes through alone; OUT gets all rows. With --nhwc rows are images whose channels
// come last, and are turned to what the model takes; with --nhwc-out its outputs are turned back. With --time
// prints the microseconds that N runs of all rows took at best, B rows at a time.
// Exit status: 0, or 2 for trouble.
'use strict';
const ort = require('onnxruntime-node');
const {parseArgs} = require('util');
const npy = require('./npy.js');

const types = {'<f4': 'float32', '|i1': 'int8', '|u1': 'uint8', '<i4': 'int32', '<i8': 'int64'};
const codes = Object.fromEntries(Object.entries(types).map(([code, name]) => [name, code]));

// [..., c] to [c, ...], or the other way round, of a row.
function turned(row, channels, toFirst) {
	const out = new row.constructor(row.length), n = row.length / channels;
	for (let i = 0; i < n; i++)
		for (let c = 0; c < channels; c++)
			out[toFirst ? c * n + i : i * channels + c] = row[toFirst ? i * channels + c : c * n + i];
	return out;
}

function dimsOf(metadata, count, n) {
	const dims = metadata.shape.map(d => (typeof d === 'number' ? d : 0));
	if (dims.length && dims[0] <= 1)
		dims[0] = n;
	const known = dims.reduce((a, b) => a * b, 1);
	if (known !== count)
		throw Error(`${count} values for an input of ${metadata.shape}`);
	return dims;
}

async function main() {
	const {values: how, positionals} = parseArgs({allowPositionals: true, options: {
		nhwc: {type: 'boolean'}, 'nhwc-out': {type: 'boolean'}, rows: {type: 'string'},
		time: {type: 'string'}, batch: {type: 'string'}, threads: {type: 'string'},
	}});
	const [modelPath, inPath, outPath] = positionals;
	const session = await ort.InferenceSession.create(modelPath, {
		intraOpNumThreads: Number(how.threads ?? 1), interOpNumThreads: 1, logSeverityLevel: 3,
	});
	const input = session.inputMetadata[0], output = session.outputNames[0];
	const array = npy.read(inPath);
	const n = Math.min(array.shape[0], Number(how.rows ?? Infinity));
	const width = array.data.length / array.shape[0];
	const channels = array.shape[array.shape.length - 1];

	async function run(first, count) {
		let data = array.data.subarray(first * width, (first + count) * width);
		if (how.nhwc)
			data = turned(data, channels, true);
		const tensor = new ort.Tensor(types[array.type], data, dimsOf(input, data.length, count));
		return (await session.run({[input.name]: tensor}))[output];
	}

	if (how.time) {
		const batch = Number(how.batch ?? 1);
		let best = Infinity;
		for (let k = 0; k < Number(how.time); k++) {
			const start = process.hrtime.bigint();
			for (let i = 0; i < n; i += batch)
				await run(i, Math.min(batch, n - i));
			best = Math.min(best, Number(process.hrtime.bigint() - start) / 1000);
		}
		console.log(best.toFixed(0));
		return;
	}
	const rows = [];
	let shape, type;
	for (let i = 0; i < n; i++) {
		const {data, dims, type: name} = await run(i, 1);
		rows.push(how['nhwc-out'] ? turned(data, dims[1], false) : data);
		shape = how['nhwc-out'] ? [...dims.slice(2), dims[1]] : dims.slice(1);
		type = codes[name];
	}
	const all = new npy.types[type](rows.reduce((sum, row) => sum + row.length, 0));
	rows.forEach((row, i) => all.set(row, i * row.length));
	npy.write(outPath, {type, shape: [n, ...shape], data: all});
}

main().catch(error => {
	console.error(`ort.js: ${error.message ?? error}`);
	process.exit(2);
});
