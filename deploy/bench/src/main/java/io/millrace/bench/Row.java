package io.millrace.bench;

import java.util.Locale;

/** A line of the table of figures. */
record Row(String name, Samples samples, Bound bound, String peer, String ratio) {

    /** Of something that nothing else does. */
    static Row of(String name, Samples samples, Bound bound) {
        return new Row(name, samples, bound, "–", "–");
    }

    /**
     * With the peer that did the same in the same rounds.
     *
     * @param whole what the peer's time is compared with: the figure together with what the peer does
     */
    Row beside(Samples whole, Samples alone) {
        String both = show(alone.median()) + " (" + show(alone.worst()) + ")";
        return new Row(name, samples, bound, both, String.format(Locale.ROOT, "%.2f", whole.median() / alone.median()));
    }

    String text() {
        return Report.row(
                name,
                show(samples.median()),
                samples.count() == 1 ? "–" : show(samples.worst()),
                Integer.toString(samples.count()),
                peer,
                ratio,
                bound.most().map(this::show).orElse("–"),
                bound.verdict(samples));
    }

    private String show(double value) {
        return bound.shown().apply(value);
    }
}
