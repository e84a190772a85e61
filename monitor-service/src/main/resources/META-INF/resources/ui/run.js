// One run: how far it is, what it measured, what went wrong.

import { get } from "./api.js";
import { chart } from "./chart.js";
import { controls } from "./commands.js";
import { external, h } from "./dom.js";
import { ago, duration, number } from "./format.js";
import { alertCard, empty, fact, modelLink, runTime, section } from "./parts.js";
import { pill, STAGES } from "./status.js";
import { timeline } from "./timeline.js";

export const run = {
    async load([id]) {
        const it = await get(`runs/${id}`);
        const [history, access, alerts] = await Promise.all([
            get(`runs/${it.run}/metrics`),
            get("access"),
            Promise.all(it.alerts.map((alert) => get(`alerts/${alert.id}`))),
        ]);
        return { it, history, access, alerts };
    },

    concerns: (news, { it }) => news.models.includes(it.model),

    title: ({ it }) => `${it.model} ${it.version ?? ""} ${it.status}`,

    tell({ it }) {
        const stage = it.stages.find(({ stage }) => stage === it.stage);
        return `${it.model} ${it.version ?? ""} ${it.status}; ${it.stage} ${stage?.status ?? "not begun"}`;
    },

    view({ it, history, access, alerts }, now) {
        return [
            h("h1", {}, modelLink(it.model), " ", it.version, " ", pill(it.status)),
            facts(it, now),
            controls(it, access),
            alerts.length > 0 && section("What went wrong", alerts.map((alert) => alertCard(alert, now, true))),
            section("Stages", it.stages.length ? timeline(it, latestSteps(history), now) : notPickedUp()),
            it.metrics && section("Measured", measured(it.metrics)),
            history.series.length > 0 && section("As it went", h("div", { class: "charts" }, history.series.map(curve))),
        ];
    },
};

function facts(it, now) {
    return h(
        "dl",
        { class: "facts" },
        fact("Run", h("code", {}, it.run)),
        fact("Registered", ago(it.startedAt, now)),
        fact(it.endedAt ? "Took" : "Has taken", runTime(it, now)),
        it.round > 0 && fact("Tried again", it.round === 1 ? "once" : `${it.round} times`),
        it.image && fact("Image", h("code", {}, it.image)),
        it.endpoint && fact("Answers at", external(it.endpoint)),
    );
}

function notPickedUp() {
    return empty("No builder has picked it up yet. If that lasts, see whether one runs:", "./millrace status");
}

function measured(metrics) {
    return h("dl", { class: "measured" }, Object.entries(metrics).map(([name, value]) => fact(name, number(value))));
}

/** How far each stage's workload says it is. */
function latestSteps(history) {
    const steps = new Map();
    for (const { stage, points } of history.series) {
        const step = points.at(-1).step;
        if (step !== null) {
            steps.set(stage, Math.max(step, steps.get(stage) ?? step));
        }
    }
    return steps;
}

/** A metric, every attempt a line of its own. */
function curve({ stage, metric, points }) {
    const hasSteps = points.every((point) => point.step !== null);
    const begin = Date.parse(points[0].at);
    const place = (point) => {
        const time = Date.parse(point.at) - begin;
        return hasSteps
            ? { x: point.step, y: point.value, name: `step ${point.step}` }
            : { x: time, y: point.value, name: `after ${duration(time)}` };
    };
    const attempts = [...new Set(points.map(attemptOf))];
    const lines = attempts.map((attempt) => points.filter((point) => attemptOf(point) === attempt).map(place));
    const title = STAGES.indexOf(stage) > 1 ? `${metric} (${stage})` : metric;
    return chart(title, lines, hasSteps ? "Step" : "After");
}

function attemptOf({ round, attempt }) {
    return `${round}/${attempt}`;
}
