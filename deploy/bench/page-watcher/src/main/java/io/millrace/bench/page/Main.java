package io.millrace.bench.page;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code Main BROWSER ADDRESS}: says {@code ready} when the page is there. Then each line that comes in is answered by
 * what was seen since the last one: lines of a model, the number of its event and the milliseconds since 1970 when a
 * frame was drawn with it, and {@code end}.
 */
final class Main {
    /** What the page says of a model is {@code <model> event <number>}; only a number that is new is noted. */
    private static final String NOTE =
            """
            (() => {
                const latest = new Map();
                let isDue = false;
                window.seen = [];
                function look() {
                    isDue = false;
                    for (const said of document.querySelectorAll(".card .said")) {
                        const [, model, number] = /^(\\S+) event (\\d+)$/.exec(said.textContent) ?? [];
                        if (model && latest.get(model) !== number) {
                            latest.set(model, number);
                            window.seen.push(`${model} ${number} ${Date.now()}`);
                        }
                    }
                }
                new MutationObserver(() => {
                    if (!isDue) {
                        isDue = true;
                        requestAnimationFrame(look);
                    }
                }).observe(document, { subtree: true, childList: true, characterData: true });
            })()
            """;

    private static final String TAKE = "() => window.seen.splice(0)";

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        var skipDownload = new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
        try (var playwright = Playwright.create(skipDownload);
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Page page = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(Path.of(arguments[0]))
                            .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")))
                    .newPage();
            page.addInitScript(NOTE);
            page.navigate(arguments[1]);
            page.getByText("Live").first().waitFor();
            System.out.println("ready");
            while (lines.readLine() != null) {
                ((List<?>) page.evaluate(TAKE)).forEach(System.out::println);
                System.out.println("end");
            }
        }
    }
}
