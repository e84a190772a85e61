// How things stand: always a sign and a word, the colour only helps.

import { h, svg } from "./dom.js";

/** The stages that a run meets, in their order. */
export const STAGES = ["build", "train", "evaluate", "deploy"];

const SIGNS = {
    check: "M4 8.5l2.7 2.7L12 5.5",
    cross: "M5 5l6 6M11 5l-6 6",
    play: "M6 4.6v6.8L11.6 8z",
    clock: "M8 4.5V8l2.4 1.6",
    bar: "M4.8 8h6.4",
    stop: "M4.6 11.4l6.8-6.8",
    bang: "M8 4v4.8M8 11.4v.1",
    dot: "M8 8v.1",
};

const KINDS = {
    succeeded: ["good", "check"],
    serving: ["good", "check"],
    resolved: ["good", "check"],
    failed: ["bad", "cross"],
    raised: ["bad", "bang"],
    rejected: ["bad", "bang"],
    running: ["busy", "play"],
    accepted: ["busy", "dot"],
    waiting: ["wait", "clock"],
    skipped: ["calm", "bar"],
    cancelled: ["calm", "stop"],
};

function kindOf(status) {
    return KINDS[status] ?? ["calm", "dot"];
}

/** The colour's name, for the style sheet. */
export function tone(status) {
    return kindOf(status)[0];
}

export function sign(status) {
    const [colour, shape] = kindOf(status);
    return svg(
        "svg",
        { viewBox: "0 0 16 16", class: `sign ${colour}`, "aria-hidden": "true" },
        svg("circle", { cx: 8, cy: 8, r: 7 }),
        svg("path", { d: SIGNS[shape] }),
    );
}

/** A sign with its word. */
export function pill(status, word = status) {
    return h("span", { class: `pill ${tone(status)}` }, sign(status), word);
}

/** How far a run is: every stage with its sign. */
export function steps(run) {
    const heard = new Map(run.stages.map((stage) => [stage.stage, stage.status]));
    return h(
        "ol",
        { class: "steps", "aria-label": "Stages" },
        STAGES.map((stage) => {
            const status = heard.get(stage);
            return h(
                "li",
                { class: status ? tone(status) : "ahead", title: `${stage}: ${status ?? "not begun"}` },
                sign(status),
                h("span", {}, stage),
                h("span", { class: "unseen" }, ` ${status ?? "not begun"}`),
            );
        }),
    );
}
