// What runs, what is broken, what serves.

import { get } from "./api.js";
import { external, h } from "./dom.js";
import { ago } from "./format.js";
import { alertCard, empty, metricLine, modelLink, registerHint, runLink, runTable, runTime, section, table } from "./parts.js";
import { pill, steps } from "./status.js";

const RECENT = 15;

export const overview = {
    async load() {
        const [running, waiting, recent, models, alerts] = await Promise.all([
            get("runs?status=running"),
            get("runs?status=waiting"),
            get(`runs?limit=${RECENT}`),
            get("models"),
            get("alerts?status=raised"),
        ]);
        return { running, waiting, recent, models, alerts };
    },

    concerns: () => true,

    title: () => "Overview",

    tell({ alerts, running }) {
        return `${alerts.length} alerts stand, ${running.length} runs are running`;
    },

    view({ running, waiting, recent, models, alerts }, now) {
        if (recent.length === 0 && models.length === 0 && alerts.length === 0) {
            return [h("h1", {}, "Overview"), welcome()];
        }
        const serving = models.filter((model) => model.serving);
        return [
            h("h1", {}, "Overview"),
            h(
                "ul",
                { class: "tiles", "aria-label": "In numbers" },
                tile("Need you", alerts.length, "#/alerts", alerts.length ? "bad" : "calm"),
                tile("Running", running.length, "#/runs?status=running", running.length ? "busy" : "calm"),
                tile("Waiting", waiting.length, "#/runs?status=waiting", waiting.length ? "wait" : "calm"),
                tile("Models serving", serving.length, "#/models", serving.length ? "good" : "calm"),
            ),
            alerts.length > 0 && section("Needs you", alerts.slice(0, 5).map((alert) => alertCard(alert, now)), more(alerts)),
            section("In progress", inProgress([...running, ...waiting], now)),
            section("Serving", servingTable(serving, now)),
            section("Recent runs", runTable("Recent runs", recent, now)),
        ];
    },
};

function welcome() {
    return [
        empty("Nothing has been registered yet. Register a model from its Git repository:", registerHint),
        empty("Or see one go through all stages first, a model that reads handwritten digits:", "./millrace demo"),
    ];
}

function tile(name, count, address, colour) {
    return h("li", { "data-key": name }, h("a", { href: address, class: `tile ${colour}` }, h("b", {}, String(count)), h("span", {}, name)));
}

function more(alerts) {
    return alerts.length > 5 && h("p", {}, h("a", { href: "#/alerts" }, `All ${alerts.length} alerts`));
}

function inProgress(runs, now) {
    if (runs.length === 0) {
        return empty("Nothing runs. The next push, or this, starts a run:", registerHint);
    }
    return h("ul", { class: "cards" }, runs.map((run) => card(run, now)));
}

function card(run, now) {
    const message = run.stages.find((stage) => stage.stage === run.stage)?.message;
    return h(
        "li",
        { class: "card", "data-key": run.run },
        h("h3", {}, modelLink(run.model), " ", run.version, " ", pill(run.status)),
        steps(run),
        h("p", { class: "said" }, message ?? " "),
        h("p", { class: "foot" }, runLink(run.run), h("span", {}, runTime(run, now))),
    );
}

function servingTable(models, now) {
    if (models.length === 0) {
        return empty("No model serves yet. The first run that gets through all stages will.");
    }
    const columns = ["Model", "Version", "Since", "Metrics", "Answers at"];
    return table(
        "Serving",
        columns,
        models.map(({ model, serving }) => ({
            key: model,
            cells: [
                modelLink(model),
                runLink(serving.run, serving.version ?? undefined),
                ago(serving.since, now),
                metricLine(serving.metrics),
                external(serving.endpoint),
            ],
        })),
    );
}
