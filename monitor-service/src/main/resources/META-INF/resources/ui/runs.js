// Runs, the newest first.

import { get } from "./api.js";
import { h } from "./dom.js";
import { empty, registerHint, runTable } from "./parts.js";

const STATUSES = ["running", "waiting", "succeeded", "failed", "rejected", "cancelled"];

export const runs = {
    async load(args, query) {
        const wanted = STATUSES.includes(query.get("status")) ? query.get("status") : null;
        return { wanted, list: await get(wanted ? `runs?status=${wanted}` : "runs") };
    },

    concerns: () => true,

    title: ({ wanted }) => (wanted ? `Runs: ${wanted}` : "Runs"),

    tell: ({ list }) => `${list.length} runs`,

    view({ wanted, list }, now) {
        return [
            h("h1", {}, "Runs"),
            h(
                "nav",
                { class: "choices", "aria-label": "Status" },
                [null, ...STATUSES].map((status) => choice(status, wanted)),
            ),
            list.length ? runTable("Runs", list, now) : empty("No such run. This starts one:", registerHint),
        ];
    },
};

function choice(status, wanted) {
    const address = status ? `#/runs?status=${status}` : "#/runs";
    return h("a", { href: address, "aria-current": status === wanted && "true" }, status ?? "all");
}
