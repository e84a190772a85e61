// Small line charts, drawn as SVG.

import { h, svg } from "./dom.js";
import { number } from "./format.js";

const WIDTH = 360;
const HEIGHT = 150;
const LEFT = 46;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 22;
/** More dots than this only cover each other. */
const MOST_DOTS = 60;

/**
 * A chart with its values to read.
 *
 * @param title what is measured
 * @param lines each a list of `{x, y, name}`, the last one the one that counts; those before are drawn faintly
 * @param axis  what `x` counts
 */
export function chart(title, lines, axis) {
    const all = lines.flat();
    const last = lines.at(-1);
    const xs = range(all.map((point) => point.x));
    const ys = padded(range(all.map((point) => point.y)));
    const place = {
        x: (x) => LEFT + ((x - xs.low) / (xs.high - xs.low || 1)) * (WIDTH - LEFT - RIGHT),
        y: (y) => HEIGHT - BOTTOM - ((y - ys.low) / (ys.high - ys.low)) * (HEIGHT - TOP - BOTTOM),
    };
    return h(
        "figure",
        { class: "chart card", "data-key": title },
        h("figcaption", {}, title, h("b", {}, number(last.at(-1).y))),
        svg(
            "svg",
            { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": inWords(title, last) },
            ticks(ys).map((y) => level(y, place)),
            lines.slice(0, -1).map((line) => path(line, place, "faint")),
            path(last, place, "line"),
            thinned(last).map((point) => dot(point, place)),
            svg("text", { x: LEFT, y: HEIGHT - 5 }, last[0].name),
            last.length > 1 && svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 5, class: "end" }, last.at(-1).name),
        ),
        values(title, last, axis),
    );
}

function inWords(title, points) {
    const ys = points.map((point) => point.y);
    const { low, high } = range(ys);
    const trip = `from ${number(ys[0])} to ${number(ys.at(-1))}`;
    return `${title}: ${points.length} values, ${trip}, lowest ${number(low)}, highest ${number(high)}`;
}

function values(title, points, axis) {
    const shown = points.slice(-20).reverse();
    return h(
        "details",
        {},
        h("summary", {}, "Values"),
        h(
            "table",
            { "aria-label": `${title}, the latest values` },
            h("thead", {}, h("tr", {}, h("th", { scope: "col" }, axis), h("th", { scope: "col" }, title))),
            h("tbody", {}, shown.map((point) => h("tr", {}, h("td", {}, point.name), h("td", {}, number(point.y))))),
        ),
    );
}

function path(points, place, look) {
    const way = points.map((point, i) => `${i ? "L" : "M"}${round(place.x(point.x))} ${round(place.y(point.y))}`);
    return svg("path", { class: look, d: way.join("") });
}

function dot(point, place) {
    return svg(
        "g",
        { class: "dot" },
        svg("circle", { cx: round(place.x(point.x)), cy: round(place.y(point.y)), r: 2.5 }),
        svg("circle", { cx: round(place.x(point.x)), cy: round(place.y(point.y)), r: 8, class: "touch" }),
        svg("title", {}, `${point.name}: ${number(point.y)}`),
    );
}

function level(y, place) {
    const at = round(place.y(y));
    return svg(
        "g",
        { class: "level" },
        svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: at, y2: at }),
        svg("text", { x: LEFT - 6, y: at + 4, class: "end" }, number(y)),
    );
}

/** Two to five round numbers within the range. */
function ticks({ low, high }) {
    const rough = (high - low) / 3;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
    const first = Math.ceil(low / step) * step;
    const list = [];
    for (let y = first; y <= high + step / 1e6; y += step) {
        list.push(Number(y.toPrecision(12)));
    }
    return list;
}

function thinned(points) {
    const every = Math.ceil(points.length / MOST_DOTS);
    return points.filter((point, i) => (points.length - 1 - i) % every === 0);
}

function range(numbers) {
    return numbers.reduce(
        ({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }),
        { low: Infinity, high: -Infinity },
    );
}

function padded({ low, high }) {
    const room = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
    return { low: low - room, high: high + room };
}

function round(value) {
    return Math.round(value * 10) / 10;
}
