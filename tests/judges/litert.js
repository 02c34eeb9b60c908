// SPDX-License-Identifier: Apache-2.0
// LiteRT in plain Node: a model of batch 1 runs on the rows of a .npy file, one at a time.
//
//   node litert.js [--rows N] [--scale S --zero-point Z] MODEL IN.npy OUT.npy
//   node litert.js --time N MODEL IN.npy
//
// --rows       only the first N rows
// --scale ...  quantise float32 rows for an integer model: round(x / S) + Z, halves away from 0
// --time       N runs on one thread, warm: prints the median in microseconds
// Exit status: 0 done, 2 trouble; LiteRT logging an error is trouble, whatever it returned.
'use strict';
const fs = require('fs');
const path = require('path');
const v8 = require('v8');
const {parseArgs} = require('util');
const npy = require('./npy.js');

// The element types of LiteRT's C API that .npy files hold.
const npyTypes = {1: '<f4', 2: '<i4', 3: '|u1', 4: '<i8', 7: '<i2', 9: '|i1'};
const ranges = {'|i1': [-128, 127], '|u1': [0, 255], '<i2': [-32768, 32767]};
const log = [];

// The package is made for browsers; its loader knows Node, but only as a CommonJS module.
// Of its builds, `compat` gives the same bits everywhere; the one with relaxed SIMD is faster.
async function loadRuntime(wantFast) {
	const folder = path.join(__dirname, 'node_modules/@litertjs/core/wasm');
	const build = name => path.join(folder, `litert_wasm_${name}`);
	v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
	const isFast = wantFast && WebAssembly.validate(fs.readFileSync(build('internal.wasm')));
	const loader = build(isFast ? 'internal.js' : 'compat_internal.js');

	const module = {exports: {}};
	new Function('require', 'module', 'exports', '__filename', '__dirname',
		fs.readFileSync(loader, 'utf8'))(require, module, module.exports, loader, folder);
	const runtime = await module.exports({printErr: line => log.push(line)});
	runtime.setupLogging();
	return runtime;
}

async function openModel(modelPath, wantFast) {
	const runtime = await loadRuntime(wantFast);
	const environment = runtime.LiteRtEnvironment.create(null);
	const file = fs.readFileSync(modelPath);
	const at = runtime._malloc(file.length);
	runtime.HEAPU8.set(file, at);
	const model = runtime.loadModel(environment, at, file.length);
	const compiled = await runtime.compileModel(environment, model, {
		environment: {liteRtEnvironment: environment}, accelerator: 'wasm',
		cpuOptions: {numThreads: 1}, gpuOptions: {}, webNNOptions: {},
	});
	const tensorType = model.getInputTensorType(0, 0);
	const input = runtime.LiteRtTensorBuffer.createManaged(environment,
		runtime.LiteRtTensorBufferType.HOST_MEMORY, tensorType, tensorType.bytes());
	const {READ, WRITE} = runtime.LiteRtTensorBufferLockMode;
	const outputType = model.getOutputTensorType(0, 0);
	const dimensions = outputType.layout().dimensions();

	return {
		inputType: npyTypes[tensorType.elementType().value],
		inputBytes: tensorType.bytes(),
		outputType: npyTypes[outputType.elementType().value],
		outputShape: Array.from({length: dimensions.size()}, (_, i) => dimensions.get(i)),
		async run(row) {
			runtime.HEAPU8.set(row, input.lock(WRITE));
			input.unlock();
			const outputs = await compiled.run(0, [input]);
			const from = outputs[0].lock(READ);
			const result = runtime.HEAPU8.slice(from, from + outputs[0].packedSize());
			outputs[0].unlock();
			outputs.forEach(output => output.delete());
			if (log.some(line => line.includes('ERROR')))
				throw Error('LiteRT reports an error');
			return result;
		},
	};
}

function quantized(array, type, scale, zeroPoint) {
	const [least, most] = ranges[type];
	const toInteger = x => {
		const steps = Math.fround(x / Math.fround(scale));
		const rounded = Math.sign(steps) * Math.round(Math.abs(steps));
		return Math.max(least, Math.min(most, rounded + zeroPoint));
	};
	return {type, shape: array.shape, data: npy.types[type].from(array.data, toInteger)};
}

// The array's rows, as bytes, after a check that they are what the model takes.
function rowsOf(array, model, limit) {
	const bytes = new Uint8Array(array.data.buffer);
	const n = array.shape[0];
	if (array.type !== model.inputType || bytes.length !== n * model.inputBytes)
		throw Error(`input is ${array.type} [${array.shape}], the model takes ` +
			`${model.inputBytes} bytes of ${model.inputType} a row`);
	return Array.from({length: Math.min(n, limit)}, (_, i) =>
		bytes.subarray(i * model.inputBytes, (i + 1) * model.inputBytes));
}

async function medianTime(model, rows, n) {
	for (let i = 0; i < 200; i++)
		await model.run(rows[i % rows.length]);
	const times = [];
	for (let i = 0; i < n; i++) {
		const start = process.hrtime.bigint();
		await model.run(rows[i % rows.length]);
		times.push(Number(process.hrtime.bigint() - start) / 1000);
	}
	return times.sort((a, b) => a - b)[n >> 1];
}

async function main() {
	const {values: how, positionals} = parseArgs({allowPositionals: true, options: {
		rows: {type: 'string'}, time: {type: 'string'},
		scale: {type: 'string'}, 'zero-point': {type: 'string'},
	}});
	if (positionals.length !== (how.time ? 2 : 3))
		throw Error('usage: node litert.js [options] MODEL IN.npy OUT.npy');
	const [modelPath, inPath, outPath] = positionals;

	const model = await openModel(modelPath, how.time !== undefined);
	let array = npy.read(inPath);
	if (how.scale)
		array = quantized(array, model.inputType, Number(how.scale), Number(how['zero-point']));
	const rows = rowsOf(array, model, Number(how.rows ?? Infinity));
	if (how.time) {
		console.log((await medianTime(model, rows, Number(how.time))).toFixed(1));
		return;
	}

	const results = [];
	for (const row of rows)
		results.push(await model.run(row));
	const bytes = new Uint8Array(Buffer.concat(results));
	npy.write(outPath, {
		type: model.outputType,
		shape: [rows.length, ...model.outputShape.slice(1)],
		data: new npy.types[model.outputType](bytes.buffer),
	});
}

main().catch(error => {
	const errors = log.filter(line => line.includes('ERROR'));
	console.error([`litert.js: ${error.message ?? error}`, ...errors].join('\n'));
	process.exit(2);
});
