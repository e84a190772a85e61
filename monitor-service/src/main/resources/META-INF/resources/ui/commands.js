// Asks for something to be done, after asking back.

import { get, post } from "./api.js";
import { h } from "./dom.js";
import { short } from "./format.js";
import { STAGES } from "./status.js";

const TOKEN = "millrace.token";

/**
 * What can be asked for, and of what: `of` is a run's id or a dead letter's, and `subject` what it stands for.
 * `told` turns the monitor's answer into words and a colour.
 */
const COMMANDS = {
    cancel: {
        title: "Cancel this run?",
        yes: "Cancel the run",
        no: "Let it go on",
        look: "danger",
        subject: (of) => get(`runs/${of}`),
        about: (run) => [aboutRun(run), "What it started is stopped. Once its version serves, this is refused."],
        fields: () => reasonField("optional; shown where the run's end is told"),
        path: (run) => `runs/${run.run}/cancel`,
        told: toldByStage,
    },
    retry: {
        title: "Try this run again?",
        yes: "Try again",
        no: "Leave it",
        look: "primary",
        subject: (of) => get(`runs/${of}`),
        about: (run) => [aboutRun(run), "It begins its next round, with what the stage was given the first time."],
        fields: stageField,
        path: (run) => `runs/${run.run}/retry`,
        told: toldByStage,
    },
    rollback: {
        title: "Let this version serve again?",
        yes: "Serve again",
        no: "Leave it",
        look: "primary",
        subject: (of) => get(`runs/${of}`),
        about: (run) => [
            `${run.model} ${run.version ?? ""}, run ${short(run.run)}.`,
            "What serves goes on until this version's server is well. A version that is registered later takes over as ever.",
        ],
        fields: () => reasonField("optional; shown with what serves"),
        path: (run) => `runs/${run.run}/rollback`,
        told: toldByStage,
    },
    replay: {
        title: "Publish this record again?",
        yes: "Replay",
        no: "Leave it",
        look: "primary",
        subject: (of) => get(`dead-letters/${of}`).then(({ letter }) => letter),
        about: (letter) => [
            `It goes to partition ${letter.partition} of ${letter.topic}, as it came. An event that was worked on already is not worked on again.`,
            letter.replays > 0 && "It was replayed before.",
        ],
        fields: (letter) => letter.replays > 0 && h("input", { type: "hidden", name: "again", value: "true" }),
        path: (letter) => `dead-letters/${letter.id}/replay`,
        told: (answer) => ({ colour: "good", text: `it is at ${answer.offset} of partition ${answer.partition} of ${answer.topic} now` }),
    },
};

/** The button of a run that is under way or has ended, or what to do where there are no buttons. */
export function controls(run, access) {
    const command = run.endedAt ? "retry" : "cancel";
    return button(command, run.run, access, `./millrace ${command} ${short(run.run)}`);
}

/** A button, or how the same is done on the command line where there are none. */
export function button(command, of, access, line) {
    return access.commands
        ? h("p", { class: "controls" }, bare(command, of))
        : h("p", { class: "note" }, "This dashboard is read only. On the command line: ", h("code", {}, line));
}

/** A button where it is known that there are some. */
export function bare(command, of) {
    const { look, yes } = COMMANDS[command];
    return h("button", { type: "button", class: look, "data-command": command, "data-of": of }, yes);
}

/** Asks back, and asks. */
export async function ask(name, of) {
    const command = COMMANDS[name];
    const subject = await command.subject(of);
    const dialog = document.getElementById("dialog");
    const answer = h("p", { role: "status", class: "answer" });
    const no = h("button", { type: "button" }, command.no);
    const yes = h("button", { type: "submit", class: command.look }, command.yes);
    const token = tokenField();
    const form = h(
        "form",
        {},
        h("h2", { id: "dialog-title" }, command.title),
        command.about(subject).filter(Boolean).map((sentence) => h("p", {}, sentence)),
        command.fields(subject),
        token,
        answer,
        h("p", { class: "controls" }, no, yes),
    );
    no.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        yes.disabled = true;
        answer.textContent = "Asking…";
        const told = await send(command, subject, new FormData(form));
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

async function send(command, subject, fields) {
    const token = sessionStorage.getItem(TOKEN) ?? fields.get("token");
    fields.delete("token");
    const parameters = Object.fromEntries([...fields].map(([name, value]) => [name, value || null]));
    try {
        const answer = await post(command.path(subject), parameters, token);
        sessionStorage.setItem(TOKEN, token);
        return { ...command.told(answer), isOver: true };
    } catch (refused) {
        if (refused.status === 401) {
            sessionStorage.removeItem(TOKEN);
        }
        return { colour: "bad", text: refused.message, isOver: false };
    }
}

function toldByStage({ outcome, stage, message }) {
    const colour = outcome === "accepted" ? "good" : outcome === "rejected" ? "bad" : "wait";
    return { colour, text: stage ? `${outcome} by ${stage}: ${message}` : message };
}

function aboutRun(run) {
    return `${run.model} ${run.version ?? ""}, run ${short(run.run)}, ${run.endedAt ? "ended" : "is"} at ${run.stage}.`;
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

function reasonField(placeholder) {
    return h("label", {}, "Reason", h("input", { name: "reason", maxlength: 500, placeholder }));
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
