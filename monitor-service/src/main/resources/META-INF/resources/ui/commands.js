// Asks for something to be done about a run, after asking back.

import { post } from "./api.js";
import { h } from "./dom.js";
import { short } from "./format.js";
import { STAGES } from "./status.js";

const TOKEN = "millrace.token";

const WORDS = {
    cancel: { title: "Cancel this run?", yes: "Cancel the run", no: "Let it go on", look: "danger" },
    retry: { title: "Try this run again?", yes: "Try again", no: "Leave it", look: "primary" },
};

/** The buttons of a run, or what to do where there are none. */
export function controls(run, access) {
    const command = run.endedAt ? "retry" : "cancel";
    if (!access.commands) {
        return h(
            "p",
            { class: "note" },
            "This dashboard is read only. On the command line: ",
            h("code", {}, `./millrace ${command} ${short(run.run)}`),
        );
    }
    return h(
        "p",
        { class: "controls" },
        h("button", { type: "button", class: WORDS[command].look, "data-command": command, "data-run": run.run }, WORDS[command].yes),
    );
}

/** Asks back, and asks. */
export function ask(command, run) {
    const dialog = document.getElementById("dialog");
    const words = WORDS[command];
    const answer = h("p", { role: "status", class: "answer" });
    const no = h("button", { type: "button" }, words.no);
    const yes = h("button", { type: "submit", class: words.look }, words.yes);
    const token = tokenField();
    const form = h(
        "form",
        {},
        h("h2", { id: "dialog-title" }, words.title),
        h("p", {}, `${run.model} ${run.version ?? ""}, run ${short(run.run)}, ${run.endedAt ? "ended" : "is"} at ${run.stage}.`),
        command === "cancel"
            ? [h("p", {}, "What it started is stopped. Once its version serves, this is refused."), reasonField()]
            : [h("p", {}, "It begins its next round, with what the stage was given the first time."), stageField(run)],
        token,
        answer,
        h("p", { class: "controls" }, no, yes),
    );
    no.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        yes.disabled = true;
        answer.textContent = "Asking…";
        const told = await send(command, run, new FormData(form));
        answer.textContent = told.text;
        answer.className = `answer ${told.colour}`;
        yes.disabled = false;
        token.hidden = sessionStorage.getItem(TOKEN) !== null;
        if (told.isOver) {
            yes.remove();
            no.textContent = "Close";
            no.focus();
        }
    });
    dialog.replaceChildren(form);
    dialog.showModal();
}

async function send(command, run, fields) {
    const token = sessionStorage.getItem(TOKEN) ?? fields.get("token");
    const parameters = command === "cancel" ? { reason: fields.get("reason") || null } : { from: fields.get("from") };
    try {
        const { outcome, stage, message } = await post(`runs/${run.run}/${command}`, parameters, token);
        sessionStorage.setItem(TOKEN, token);
        const colour = outcome === "accepted" ? "good" : outcome === "rejected" ? "bad" : "wait";
        return { colour, text: stage ? `${outcome} by ${stage}: ${message}` : message, isOver: true };
    } catch (refused) {
        if (refused.status === 401) {
            sessionStorage.removeItem(TOKEN);
        }
        return { colour: "bad", text: refused.message, isOver: false };
    }
}

/** Asked once in a tab, and forgotten with it. */
function tokenField() {
    return h(
        "label",
        { hidden: sessionStorage.getItem(TOKEN) !== null },
        "Token",
        h("input", { name: "token", type: "password", autocomplete: "off", maxlength: 1000 }),
        h("small", {}, "The content of the file that monitor.dashboard.token-file names."),
    );
}

function reasonField() {
    return h("label", {}, "Reason", h("input", { name: "reason", maxlength: 500, placeholder: "optional; shown where the run's end is told" }));
}

function stageField(run) {
    const had = STAGES.slice(0, STAGES.indexOf(run.stage) + 1);
    return h(
        "label",
        {},
        "From",
        h("select", { name: "from" }, had.map((stage) => h("option", { value: stage, selected: stage === run.stage }, stage))),
    );
}
