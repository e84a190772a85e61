// Models, and one of them with its versions.

import { get } from "./api.js";
import { chart } from "./chart.js";
import { bare } from "./commands.js";
import { external, h } from "./dom.js";
import { ago, number } from "./format.js";
import { alertCard, empty, metricLine, modelLink, registerHint, runLink, runTime, section, table } from "./parts.js";
import { pill } from "./status.js";

/** So many fit beside each other. */
const MOST_METRICS = 6;

export const models = {
    load: () => get("models"),

    concerns: () => true,

    title: () => "Models",

    tell: (list) => `${list.length} models`,

    view(list, now) {
        return [h("h1", {}, "Models"), list.length ? modelTable(list, now) : empty("No model is known yet. Register one:", registerHint)];
    },
};

function modelTable(list, now) {
    const columns = ["Model", "Serves", "Since", "Metrics", "Newest run", "Runs", "Alerts"];
    return table(
        "Models",
        columns,
        list.map(({ model, serving, versions: [newest], runs, openAlerts }) => ({
            key: model,
            cells: [
                modelLink(model),
                serving ? pill("serving", serving.version ?? "a version") : "nothing",
                serving ? ago(serving.since, now) : "–",
                metricLine(serving?.metrics),
                newest ? h("a", { href: `#/runs/${newest.run}` }, pill(newest.status, `${newest.version ?? ""} ${newest.status}`)) : "–",
                String(runs),
                openAlerts ? pill("raised", String(openAlerts)) : "–",
            ],
        })),
    );
}

export const model = {
    async load([name]) {
        const [it, alerts, access] = await Promise.all([
            get(`models/${name}`),
            get(`alerts?status=raised&model=${name}`),
            get("access"),
        ]);
        return { it, alerts, access };
    },

    concerns: (news, { it }) => news.models.includes(it.model),

    title: ({ it }) => it.model,

    tell({ it, alerts }) {
        return `${it.model} serves ${it.serving?.version ?? "nothing"}, ${alerts.length} alerts stand`;
    },

    view({ it, alerts, access }, now) {
        return [
            h("h1", {}, it.model),
            section("Serving", it.serving ? serving(it.serving, now) : empty("Nothing serves this model yet.")),
            alerts.length > 0 && section("Needs you", alerts.map((alert) => alertCard(alert, now))),
            trends(it.versions),
            section("Versions", it.versions.length ? versions(it, access, now) : empty("Its runs are no longer remembered.")),
        ];
    },
};

function serving(it, now) {
    return h(
        "div",
        { class: "card served" },
        h("p", {}, pill("serving", it.version ?? "serving"), " since ", ago(it.since, now), " · run ", runLink(it.run)),
        h("p", {}, external(it.endpoint)),
        it.metrics && h("p", {}, metricLine(it.metrics, MOST_METRICS)),
    );
}

/** How each metric went from version to version; of one version there is nothing to compare. */
function trends(list) {
    const oldestFirst = list.filter((version) => version.metrics).reverse();
    const charts = metricNames(list)
        .map((metric) => [metric, oldestFirst.filter((version) => metric in version.metrics)])
        .filter(([, having]) => having.length > 1)
        .map(([metric, having]) =>
            chart(metric, [having.map((version, x) => ({ x, y: version.metrics[metric], name: version.version ?? version.run.slice(0, 8) }))], "Version"),
        );
    return charts.length > 0 && section("From version to version", h("div", { class: "charts" }, charts));
}

function versions(it, access, now) {
    const metrics = metricNames(it.versions);
    const canReturn = (version) => version.status === "succeeded" && version.run !== it.serving?.run;
    const columns = ["Version", "Status", ...metrics, "Took", "Registered", "Run", ...(access.commands ? ["Go back"] : [])];
    const row = (version) => {
        const cells = versionCells(it, version, metrics, now);
        if (access.commands) {
            cells.push(canReturn(version) ? bare("rollback", version.run) : "");
        }
        return { key: version.run, mark: version.run === it.serving?.run && "serves", cells };
    };
    const earlier = it.versions.find(canReturn);
    return [
        table("Versions", columns, it.versions.map(row)),
        !access.commands &&
            earlier &&
            h("p", { class: "note" }, "To go back: ", h("code", {}, `./millrace rollback ${it.model} --to ${earlier.version ?? earlier.run}`)),
    ];
}

function versionCells(it, version, metrics, now) {
    return [
        [version.version ?? "–", version.run === it.serving?.run && [" ", pill("serving")]],
        pill(version.status),
        ...metrics.map((metric) => (version.metrics && metric in version.metrics ? number(version.metrics[metric]) : "–")),
        runTime(version, now),
        ago(version.startedAt, now),
        runLink(version.run),
    ];
}

function metricNames(list) {
    return [...new Set(list.flatMap((version) => Object.keys(version.metrics ?? {})))].slice(0, MOST_METRICS);
}
