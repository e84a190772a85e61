// The monitor's REST interface.

const GET_PATIENCE_MS = 15_000;
/** The monitor itself waits for the broker and for a stage. */
const POST_PATIENCE_MS = 45_000;

/** A request that got no answer, with the monitor's own words where it gave some. */
export class Refused extends Error {
    constructor(status, message) {
        super(message);
        this.status = status;
    }
}

export async function get(path) {
    const signal = AbortSignal.timeout(GET_PATIENCE_MS);
    return answer(await fetch(`/api/v1/${path}`, { headers: { Accept: "application/json" }, signal }));
}

/** Asks for something to be done; parameters that are null are left out. */
export async function post(path, parameters, token) {
    const given = Object.entries(parameters).filter(([, value]) => value !== null);
    return answer(
        await fetch(`/api/v1/${path}?${new URLSearchParams(given)}`, {
            method: "POST",
            headers: { Accept: "application/json", Authorization: `Bearer ${token}` },
            signal: AbortSignal.timeout(POST_PATIENCE_MS),
        }),
    );
}

async function answer(response) {
    if (response.ok) {
        return response.json();
    }
    const problem = await response.json().catch(() => ({}));
    throw new Refused(response.status, problem.detail ?? `the monitor answered ${response.status}`);
}
