// SPDX-License-Identifier: Apache-2.0
// NumPy's .npy files, little-endian and in C order: read, write.
'use strict';
const fs = require('fs');

const types = {
	'|i1': Int8Array, '|u1': Uint8Array, '<i2': Int16Array, '<i4': Int32Array,
	'<i8': BigInt64Array, '<f4': Float32Array,
};

// -> {type: '<f4' ..., shape: [n, ...], data: a typed array}
function read(path) {
	const file = fs.readFileSync(path);
	if (file.toString('latin1', 0, 6) !== '\x93NUMPY')
		throw Error(`${path}: not a .npy file`);
	const start = file[6] === 1 ? 10 : 12;
	const end = start + (file[6] === 1 ? file.readUInt16LE(8) : file.readUInt32LE(8));
	const header = file.toString('latin1', start, end);
	const type = /'descr': '([^']*)'/.exec(header)?.[1];
	const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1].match(/\d+/g)?.map(Number) ?? [];
	if (!types[type] || !/'fortran_order': False/.test(header))
		throw Error(`${path}: cannot read this kind of array: ${header.trim()}`);
	const n = shape.reduce((a, b) => a * b, 1);
	const bytes = n * types[type].BYTES_PER_ELEMENT;
	if (file.length !== end + bytes)
		throw Error(`${path}: ${file.length - end} bytes of data, expected ${bytes}`);
	return {type, shape, data: new types[type](new Uint8Array(file.subarray(end)).buffer)};
}

function write(path, {type, shape, data}) {
	const dims = shape.length === 1 ? `${shape},` : shape.join(', ');
	const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${dims}), }`;
	const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n';
	const start = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
	start.writeUInt16LE(header.length, 8);
	const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
	fs.writeFileSync(path, Buffer.concat([start, Buffer.from(header, 'latin1'), bytes]));
}

module.exports = {types, read, write};
