// Records that a worker could not read.

import { get } from "./api.js";
import { button } from "./commands.js";
import { h } from "./dom.js";
import { ago } from "./format.js";
import { empty, fact, section, table } from "./parts.js";
import { pill } from "./status.js";

const SHOWN = 100;

/** Read from the broker for each look, and so not with every piece of news. */
export const letters = {
    load: () => get(`dead-letters?limit=${SHOWN}`),

    concerns: () => false,

    title: () => "Dead letters",

    tell: (list) => `${list.length} dead letters`,

    view(list, now) {
        return [
            h("h1", {}, "Dead letters"),
            list.length ? letterTable(list, now) : empty("There are none: every record could be read."),
            list.length === SHOWN && empty("These are the latest. All of them:", "./millrace dead-letters list"),
        ];
    },
};

function letterTable(list, now) {
    return table(
        "Dead letters",
        ["Letter", "When", "Came on", "Key", "Why", "Replayed"],
        list.map((letter) => ({
            key: letter.id,
            cells: [
                h("a", { href: `#/dead-letters/${letter.id}`, class: "mono" }, letter.id),
                ago(letter.at, now),
                letter.topic,
                letter.key ?? "–",
                letter.reason,
                replayed(letter, now),
            ],
        })),
    );
}

function replayed(letter, now) {
    return letter.replays > 0 ? ago(letter.replayedAt, now) : "no";
}

export const letter = {
    async load([id]) {
        const [it, access] = await Promise.all([get(`dead-letters/${id}`), get("access")]);
        return { it, access };
    },

    concerns: () => false,

    title: ({ it }) => `Dead letter ${it.letter.id}`,

    tell: ({ it }) => `dead letter ${it.letter.id}, replayed ${it.letter.replays} times`,

    view({ it: { letter, headers, value, cut }, access }, now) {
        const show = `./millrace dead-letters show ${letter.id}`;
        return [
            h("h1", {}, "Dead letter ", letter.id, " ", letter.replays > 0 && pill("resolved", "replayed")),
            h("p", { class: "remedy" }, h("b", {}, "Why: "), letter.reason),
            h(
                "dl",
                { class: "facts" },
                fact("Written", [ago(letter.at, now), ` by the ${letter.worker}`]),
                fact("Came on", h("code", {}, `${letter.topic}-${letter.partition}@${letter.offset}`)),
                fact("Key", letter.key ?? "none"),
                fact("Replayed", letter.replays > 0 ? [ago(letter.replayedAt, now), letter.replays > 1 && `, ${letter.replays} times`] : "no"),
            ),
            button("replay", letter.id, access, `./millrace dead-letters replay ${letter.id}`),
            section("Value", value === null ? empty("It has none.") : h("pre", { class: "log", tabindex: "0" }, value)),
            cut && empty("This is the start of it. All of it:", `${show} --raw FILE`),
            headers.length > 0 && section("Headers", table("Headers", ["Name", "Value"], headers.map(row))),
        ];
    },
};

function row({ name, value }, place) {
    return { key: String(place), cells: [h("code", {}, name), h("code", {}, value)] };
}
