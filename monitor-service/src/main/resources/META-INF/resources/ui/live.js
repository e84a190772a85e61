// Hears from the monitor what changed; asks by itself while it hears nothing.

const ASK_EVERY_MS = 5_000;

/**
 * @param onNews  told what changed: `{all: true}`, or `{models: [...]}` with names
 * @param onState told whether news come by themselves: true or false
 */
export function listen(onNews, onState) {
    let asking;

    function isLive(live) {
        onState(live);
        clearInterval(asking);
        asking = live ? undefined : setInterval(() => onNews({ all: true, models: [] }), ASK_EVERY_MS);
    }

    function connect() {
        const stream = new EventSource("/api/v1/stream");
        stream.addEventListener("open", () => isLive(true));
        stream.addEventListener("changed", (event) => onNews(JSON.parse(event.data)));
        stream.addEventListener("error", () => {
            isLive(false);
            // The browser tries again by itself unless it was refused.
            if (stream.readyState === EventSource.CLOSED) {
                setTimeout(connect, ASK_EVERY_MS);
            }
        });
    }

    connect();
}
