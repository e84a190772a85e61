// What several pages show.

import { h } from "./dom.js";
import { ago, duration, number, short } from "./format.js";
import { pill, sign, steps } from "./status.js";

/** A part of a page under a heading. */
export function section(title, ...content) {
    return h("section", { "data-key": title, "aria-label": title }, h("h2", {}, title), content);
}

/** What to do where there is nothing to show. */
export function empty(text, command) {
    return h("div", { class: "empty" }, h("p", {}, text), command && h("pre", {}, h("code", {}, command)));
}

/** An entry of a list of facts. */
export function fact(name, value) {
    return h("div", { "data-key": name }, h("dt", {}, name), h("dd", {}, value));
}

export const registerHint = "./millrace register --model churn --git ~/models/churn --wait";

/** A table; on narrow screens each row becomes a card with the columns' names in it. */
export function table(name, columns, rows) {
    return h(
        "div",
        { class: "scroll" },
        h(
            "table",
            { "aria-label": name },
            h("thead", {}, h("tr", {}, columns.map((column) => h("th", { scope: "col" }, column)))),
            h("tbody", {}, rows.map(({ key, cells, mark }) => row(columns, key, cells, mark))),
        ),
    );
}

function row(columns, key, cells, mark) {
    return h(
        "tr",
        { "data-key": key, class: mark },
        cells.map((cell, place) => h("td", { "data-label": columns[place] }, h("div", {}, cell))),
    );
}

export function modelLink(model) {
    return h("a", { href: `#/models/${model}` }, model);
}

export function runLink(run, text = short(run)) {
    return h("a", { href: `#/runs/${run}`, class: "mono" }, text);
}

/** How long a run took or has taken so far. */
export function runTime(run, now) {
    return duration((run.endedAt ? Date.parse(run.endedAt) : now) - Date.parse(run.startedAt));
}

export function runTable(name, runs, now) {
    const columns = ["Run", "Model", "Version", "Status", "Stages", "Took", "Registered"];
    return table(
        name,
        columns,
        runs.map((run) => ({
            key: run.run,
            cells: [
                runLink(run.run),
                modelLink(run.model),
                run.version ?? "–",
                pill(run.status),
                steps(run),
                runTime(run, now),
                ago(run.startedAt, now),
            ],
        })),
    );
}

/** The first few metrics in a line. */
export function metricLine(metrics, most = 3) {
    const entries = Object.entries(metrics ?? {});
    if (entries.length === 0) {
        return "–";
    }
    const more = entries.length > most ? ` +${entries.length - most}` : "";
    return h(
        "span",
        { class: "metrics" },
        entries.slice(0, most).map(([name, value]) => h("span", {}, `${name} `, h("b", {}, number(value)))),
        more,
    );
}

/** An alert in full. `open` shows the log's end at once. */
export function alertCard(alert, now, open = false) {
    return h(
        "article",
        { class: `card alert ${alert.status}`, "data-key": alert.id },
        h(
            "header",
            {},
            pill(alert.status),
            h("code", {}, alert.code),
            h("span", {}, alert.model ? modelLink(alert.model) : "the pipeline itself", ` · ${alert.stage}`),
            alert.run && runLink(alert.run),
            alert.count > 1 && h("span", {}, `${alert.count} times`),
            ago(alert.raisedAt, now),
        ),
        h("h3", {}, alert.summary),
        h("p", { class: "remedy" }, h("b", {}, "What to do: "), alert.remedy),
        alert.resolvedAt &&
            h("p", {}, sign("resolved"), " resolved ", ago(alert.resolvedAt, now), alert.resolvedBy && [" by ", runLink(alert.resolvedBy)]),
        alert.evidence &&
            h("details", { open }, h("summary", {}, "End of the log"), h("pre", { class: "log", tabindex: "0" }, alert.evidence)),
    );
}
