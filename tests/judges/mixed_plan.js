// SPDX-License-Identifier: Apache-2.0
// A plan in which neighbouring layers have different formats, made of one that
// `whit quantize --sensitivity` wrote.
//
//   node mixed_plan.js PLAN.json MIXED.json
//
// Layers take int8, int4, int16 and float32 by turns, past those they were not measured at;
// float32, which is not measured, will do for all. Fails unless each format is used.
'use strict';
const fs = require('fs');

const turns = ['int8', 'int4', 'int16', 'float32'];
const [from, to] = process.argv.slice(2);
const plan = JSON.parse(fs.readFileSync(from, 'utf8'));
let turn = 0;
for (const layer of plan.layers) {
	const allowed = format => format === 'float32' || format in layer.snr_db;
	while (!allowed(turns[turn % turns.length]))
		turn++;
	layer.format = turns[turn++ % turns.length];
}
for (const format of turns)
	if (!plan.layers.some(layer => layer.format === format))
		throw Error(`no layer could be ${format}`);
fs.writeFileSync(to, JSON.stringify(plan));
