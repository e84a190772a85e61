// Which page is shown, and when it is drawn again.

import { alerts } from "./alerts.js";
import { get } from "./api.js";
import { ask } from "./commands.js";
import { h } from "./dom.js";
import { letter, letters } from "./letters.js";
import { listen } from "./live.js";
import { model, models } from "./models.js";
import { morph } from "./morph.js";
import { overview } from "./overview.js";
import { empty } from "./parts.js";
import { run } from "./run.js";
import { runs } from "./runs.js";

const PAGES = [
    [/^\/?$/, overview],
    [/^\/runs$/, runs],
    [/^\/runs\/([a-z0-9]+)$/, run],
    [/^\/models$/, models],
    [/^\/models\/([a-z0-9-]+)$/, model],
    [/^\/alerts$/, alerts],
    [/^\/dead-letters$/, letters],
    [/^\/dead-letters\/([a-z]+\/\d+\/\d+)$/, letter],
];
const MENU = [
    ["#/", "Overview"],
    ["#/runs", "Runs"],
    ["#/models", "Models"],
    ["#/alerts", "Alerts"],
    ["#/dead-letters", "Dead letters"],
];
const TRY_AGAIN_MS = 5_000;
/** So that a storm of news costs a part of the machine only. */
const REST_MS = 150;

const main = document.getElementById("main");

/** What is shown: the page, its part of the address, and what was loaded for it. */
let shown = { page: overview, args: [] };
let isLoading = false;
let isStale = false;

function visit(change) {
    const [path, query] = location.hash.replace(/^#/, "").split("?");
    const [pattern, page] = PAGES.find(([shape]) => shape.test(path)) ?? PAGES[0];
    const args = path.match(pattern)?.slice(1) ?? [];
    shown = { page, args, query: new URLSearchParams(query) };
    drawMenu(path);
    if (change) {
        main.replaceChildren();
        main.focus();
    }
    refresh();
}

/** Loads and draws; once more at the end if something happened meanwhile. */
async function refresh() {
    if (isLoading) {
        isStale = true;
        return;
    }
    isLoading = true;
    const began = performance.now();
    const wanted = shown;
    try {
        const data = await wanted.page.load(wanted.args, wanted.query);
        if (wanted === shown) {
            shown.data = data;
            draw();
            tell();
        }
    } catch (problem) {
        if (wanted === shown) {
            // What was loaded before is better than nothing.
            if (wanted.data === undefined) {
                drawProblem(problem);
            }
            setTimeout(() => wanted === shown && refresh(), TRY_AGAIN_MS);
        }
    }
    isLoading = false;
    if (isStale) {
        isStale = false;
        const took = performance.now() - began;
        setTimeout(refresh, wanted === shown ? Math.max(REST_MS, 2 * took) : 0);
    }
}

function draw() {
    const { page, data } = shown;
    document.title = `${page.title(data)} – Millrace`;
    morph(main, h("main", {}, page.view(data, Date.now())));
}

function drawProblem(problem) {
    document.title = "Millrace";
    const isKnown = problem.status !== undefined;
    const text = isKnown ? problem.message : "The monitor does not answer. See how it is, and start it again:";
    morph(main, h("main", {}, h("h1", {}, "Nothing to show"), empty(text, isKnown ? null : "./millrace status")));
}

/** Says in a sentence what changed, for those who do not see it. */
function tell() {
    const sentence = shown.page.tell(shown.data);
    if (shown.told !== undefined && shown.told !== sentence) {
        document.getElementById("news").textContent = sentence;
    }
    shown.told = sentence;
}

function drawMenu(path) {
    const items = MENU.map(([address, name]) => {
        const isHere = address === "#/" ? /^\/?$/.test(path) : path.startsWith(address.slice(1));
        return h("a", { href: address, "aria-current": isHere && "page" }, name);
    });
    morph(document.getElementById("pages"), h("nav", {}, items));
}

function drawState(isLive) {
    const state = document.getElementById("state");
    state.className = isLive ? "state live" : "state";
    state.textContent = isLive ? "Live" : "Not live: asking every 5 s";
}

document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-command]");
    if (button) {
        ask(button.dataset.command, button.dataset.of).catch(drawProblem);
    }
});
document.getElementById("skip").addEventListener("click", (event) => {
    // The address tells the page here, and must not change.
    event.preventDefault();
    main.focus();
});
document.getElementById("dialog").addEventListener("close", refresh);
addEventListener("hashchange", visit);
setInterval(() => shown.data !== undefined && document.visibilityState === "visible" && draw(), 1_000);
visit();
listen((news) => {
    if (news.all || shown.data === undefined || shown.page.concerns(news, shown.data)) {
        refresh();
    }
}, drawState);
