// SPDX-License-Identifier: MIT
export { addMeasures, compareMeasures } from "./compare.js";
export { convert, findUnit } from "./convert.js";
export { formatMeasure, parseMeasure } from "./measure.js";
