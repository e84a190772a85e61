// What needs a person, and what did.

import { get } from "./api.js";
import { h } from "./dom.js";
import { alertCard, empty, section } from "./parts.js";

export const alerts = {
    async load() {
        const [raised, resolved] = await Promise.all([get("alerts?status=raised"), get("alerts?status=resolved&limit=50")]);
        return { raised, resolved };
    },

    concerns: () => true,

    title: () => "Alerts",

    tell: ({ raised }) => `${raised.length} alerts stand`,

    view({ raised, resolved }, now) {
        return [
            h("h1", {}, "Alerts"),
            section("Standing", raised.length ? raised.map((alert) => alertCard(alert, now)) : empty("Nothing needs you.")),
            resolved.length > 0 && section("Resolved", resolved.map((alert) => alertCard(alert, now))),
        ];
    },
};
