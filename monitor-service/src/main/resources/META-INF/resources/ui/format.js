// Numbers and times as people read them.

import { h } from "./dom.js";

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const STEPS = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
];

/** `850 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(millis) {
    const seconds = Math.max(0, millis) / 1000;
    if (seconds < 1) {
        return `${Math.round(seconds * 1000)} ms`;
    }
    if (seconds < 60) {
        return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds)} s`;
    }
    const [size, unit] = STEPS.find(([step]) => seconds >= step);
    const [next, nextUnit] = STEPS[STEPS.findIndex(([step]) => step === size) + 1] ?? [1, "s"];
    const rest = Math.floor((seconds % size) / next);
    return `${Math.floor(seconds / size)} ${unit}${rest ? ` ${rest} ${nextUnit}` : ""}`;
}

/** A moment, as how long ago it was; in full for who points at it. */
export function ago(instant, now) {
    const seconds = Math.max(0, now - Date.parse(instant)) / 1000;
    const [size, unit] = STEPS.find(([step]) => seconds >= step) ?? [1, "s"];
    const text = seconds < 5 ? "just now" : `${Math.floor(seconds / size)} ${unit} ago`;
    return h("time", { datetime: instant, title: WHEN.format(new Date(instant)) }, text);
}

/** At most five significant digits: `0.98123`, `12,000`, `1.2e-7`. */
export function number(value) {
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-4 || size >= 1e9)) {
        return value.toExponential(2);
    }
    return value.toLocaleString(undefined, { maximumSignificantDigits: size >= 1e4 ? 9 : 5 });
}

/** The start of a run's id, as long as people type. */
export function short(run) {
    return run.slice(0, 8);
}
