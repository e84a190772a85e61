package io.millrace.monitor;

/** How well texts can be read, after the contrast ratio of WCAG 2. */
final class Contrast {
    /** A function of a ratio that lists visible texts whose colour stands out less from what is behind them. */
    static final String TEXTS_BELOW =
            """
            least => {
                const parts = colour => {
                    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
                    canvas.fillStyle = colour;
                    canvas.fillRect(0, 0, 1, 1);
                    return [...canvas.getImageData(0, 0, 1, 1).data];
                };
                const light = ([r, g, b]) => [r, g, b]
                    .map(c => c / 255)
                    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
                const ground = element => {
                    for (let at = element; at; at = at.parentElement) {
                        const behind = parts(getComputedStyle(at).backgroundColor);
                        if (behind[3] === 255) return behind;
                    }
                    return [255, 255, 255, 255];
                };
                const ratio = element => {
                    const style = getComputedStyle(element);
                    const text = parts(element instanceof SVGElement ? style.fill : style.color);
                    const [high, low] = [light(text), light(ground(element))].sort((a, b) => b - a);
                    return (high + 0.05) / (low + 0.05);
                };
                return [...document.querySelectorAll("body *")]
                    .filter(element => element.checkVisibility() && !element.closest("title"))
                    .filter(element => [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
                    .filter(element => ratio(element) < least)
                    .map(element => `${element.textContent.trim()}: ${ratio(element).toFixed(2)}`);
            }
            """;

    private Contrast() {}
}
