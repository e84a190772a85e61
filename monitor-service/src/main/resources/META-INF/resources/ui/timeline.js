// The stages of a run as bars on one axis of time.

import { h, svg } from "./dom.js";
import { duration } from "./format.js";
import { STAGES, sign, tone } from "./status.js";

const ENDED = ["succeeded", "failed", "skipped", "cancelled"];
/** In percent of the axis, so that what took no time is seen too. */
const LEAST_WIDTH = 0.8;

export function timeline(run, steps, now) {
    const begin = Date.parse(run.startedAt);
    const end = Math.max(run.endedAt ? Date.parse(run.endedAt) : now, begin + 1);
    const heard = new Map(run.stages.map((stage) => [stage.stage, stage]));
    const ahead = run.endedAt ? [] : STAGES.filter((name) => !heard.has(name));
    return h(
        "ol",
        { class: "timeline" },
        run.stages.map((stage, i) => bar(stage, startOf(stage, run.stages[i - 1], begin), begin, end, now, steps)),
        ahead.map((name) => h("li", { class: "ahead", "data-key": name }, h("h3", {}, sign(), name), h("p", {}, "not begun"))),
    );
}

/** Where it is not known when a stage began, it cannot have been before the one ahead of it was done. */
function startOf(stage, previous, begin) {
    return Date.parse(stage.startedAt ?? previous?.endedAt ?? new Date(begin).toISOString());
}

function bar(stage, start, begin, end, now, steps) {
    const isOver = ENDED.includes(stage.status);
    const stop = stage.endedAt ? Date.parse(stage.endedAt) : isOver ? start : now;
    const step = steps.get(stage.stage);
    const isAtWork = stage.status === "running";
    return h(
        "li",
        { class: tone(stage.status), "data-key": stage.stage },
        h("h3", {}, sign(stage.status), stage.stage),
        svg(
            "svg",
            { class: "bar", width: "100%", height: "12", "aria-hidden": "true" },
            svg("rect", { class: "track", width: "100%", height: "12", rx: 3 }),
            svg("rect", { class: isAtWork ? "fill working" : "fill", ...span(start, stop, begin, end), height: "12", rx: 3 }),
        ),
        h(
            "p",
            { class: "facts" },
            h("b", {}, stage.status),
            (stage.startedAt || stage.endedAt) && h("span", {}, duration(stop - start)),
            stage.attempt > 1 && h("span", {}, `attempt ${stage.attempt}`),
            isAtWork && step !== undefined && h("span", {}, `step ${step}`),
        ),
        stage.message && h("p", { class: "said" }, stage.message),
    );
}

function span(start, stop, begin, end) {
    const percent = (time) => Math.min(100, Math.max(0, ((time - begin) / (end - begin)) * 100));
    const width = Math.max(LEAST_WIDTH, percent(stop) - percent(start));
    const x = Math.min(percent(start), 100 - width);
    return { x: `${x.toFixed(2)}%`, width: `${width.toFixed(2)}%` };
}
