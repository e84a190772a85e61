package io.millrace.spec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value of the file and its place. Reads itself as what is wanted, or tells the problem and is empty.
 *
 * @param key   empty for an item of a list and for the file as a whole
 * @param place of the key where there is one, else of the value
 */
record Field(String key, String path, Node place, Node node, Problems problems) {

    static Field root(Node node, Problems problems) {
        return new Field("", "", node, node, problems);
    }

    Optional<String> text() {
        if (isScalar(Tag.STR)) {
            return Optional.of(scalar());
        }
        return wrong("text", isScalar() && !isNothing() ? "put it in quotes: \"" + scalar() + "\"" : "write a text");
    }

    /** A text that {@code valid} accepts. */
    Optional<String> text(Predicate<String> valid, String wanted, String remedy) {
        Optional<String> text = text();
        return text.isEmpty() || valid.test(text.get()) ? text : wrong(wanted, remedy);
    }

    Optional<Boolean> flag() {
        return isScalar(Tag.BOOL)
                ? Optional.of(Boolean.valueOf(scalar()))
                : wrong("true or false", "write true or false");
    }

    /** A finite number, unitless. */
    Optional<Double> number() {
        if (isScalar(Tag.INT) || isScalar(Tag.FLOAT)) {
            Optional<Double> value = Numbers.finite(scalar());
            if (value.isPresent()) {
                return value;
            }
        }
        return wrong("a number", "write a number, for example 0.9");
    }

    Optional<Integer> count(int least, int most) {
        if (isScalar(Tag.INT)) {
            Optional<BigInteger> value = Numbers.whole(scalar());
            if (value.isPresent() && within(value.get(), least, most)) {
                return value.map(BigInteger::intValueExact);
            }
        }
        return wrong("a whole number from " + least + " to " + most, "write one, for example " + (least + 1));
    }

    private static boolean within(BigInteger value, int least, int most) {
        return value.compareTo(BigInteger.valueOf(least)) >= 0 && value.compareTo(BigInteger.valueOf(most)) <= 0;
    }

    /** Anything written as one word, read by {@code reading}; quoted or not. */
    <T> Optional<T> word(Function<String, Optional<T>> reading, String wanted, String remedy) {
        Optional<T> value = isScalar(Tag.STR) || isScalar(Tag.INT) || isScalar(Tag.FLOAT)
                ? reading.apply(scalar())
                : Optional.empty();
        return value.isPresent() ? value : wrong(wanted, remedy);
    }

    /** A list of what {@code reading} makes of each item; items that it cannot read are told and left out. */
    <T> Optional<List<T>> list(Function<Field, Optional<T>> reading, String remedy) {
        if (!(node instanceof SequenceNode sequence)) {
            return wrong("a list", remedy);
        }
        var items = new ArrayList<T>();
        List<Node> nodes = sequence.getValue();
        for (int i = 0; i < nodes.size(); i++) {
            Node item = nodes.get(i);
            reading.apply(new Field("", path + "[" + i + "]", item, item, problems))
                    .ifPresent(items::add);
        }
        return Optional.of(items);
    }

    Optional<Section> section() {
        return node instanceof MappingNode mapping
                ? Optional.of(new Section(path, place, mapping, problems))
                : wrong("a mapping", "write 'key: value' pairs" + (path.isEmpty() ? "" : ", or leave it out"));
    }

    void refuse(String message) {
        problems.add(isNothing() ? place : node, path, message);
    }

    void refuseKey(String message) {
        problems.add(place, path, message);
    }

    /** Tells that the value is not what is wanted. */
    <T> Optional<T> wrong(String wanted, String remedy) {
        refuse(isNothing() ? "no value is given; " + remedy : told() + " is not " + wanted + "; " + remedy);
        return Optional.empty();
    }

    /** The value as it is named in a message. */
    String told() {
        return switch (node) {
            case MappingNode ignored -> "a mapping";
            case SequenceNode ignored -> "a list";
            default -> "'" + Excerpt.of(scalar()) + "'";
        };
    }

    boolean isNothing() {
        return isScalar(Tag.NULL);
    }

    boolean isScalar(Tag tag) {
        return isScalar() && node.getTag().equals(tag);
    }

    private boolean isScalar() {
        return node instanceof ScalarNode;
    }

    String scalar() {
        return ((ScalarNode) node).getValue();
    }
}
