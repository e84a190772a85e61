package io.millrace.spec;

import io.millrace.events.PipelineSpec.Resources;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What every section that runs a command says of it. */
record Workload(List<String> command, Map<String, String> env, Resources resources) {
    private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int MOST_GPUS = 1024;
    private static final String COMMAND = "a list of the program and its arguments, for example [python3, train.py]";

    static Workload read(Section section) {
        List<String> command = section.require("command", "add " + COMMAND)
                .flatMap(Workload::command)
                .orElse(List.of());
        Map<String, String> env =
                section.find("env").flatMap(Field::section).map(Workload::env).orElse(Map.of());
        Resources resources = section.find("resources")
                .flatMap(Field::section)
                .map(Workload::resources)
                .orElse(Resources.ANY);
        return new Workload(command, env, resources);
    }

    private static Optional<List<String>> command(Field field) {
        Optional<List<String>> words = field.list(Workload::word, "write " + COMMAND);
        if (words.filter(List::isEmpty).isPresent()) {
            field.refuse("the list names no program; write " + COMMAND);
        }
        return words;
    }

    private static Optional<String> word(Field item) {
        return item.text(
                word -> !word.isEmpty() && word.indexOf('\0') < 0, "an argument", "write a text, or leave it out");
    }

    private static Map<String, String> env(Section section) {
        var env = new LinkedHashMap<String, String>();
        section.each(variable -> {
            checkName(variable);
            variable.text(value -> value.indexOf('\0') < 0, "a value", "write a text without NUL characters")
                    .ifPresent(value -> env.put(variable.key(), value));
        });
        return Collections.unmodifiableMap(env);
    }

    private static void checkName(Field variable) {
        String name = variable.key();
        if (!ENV_NAME.matcher(name).matches()) {
            variable.refuseKey("'" + Excerpt.of(name)
                    + "' is not the name of a variable; use letters, digits and '_', not starting with a digit");
        } else if (name.startsWith("MILLRACE_") || name.equals("PORT")) {
            variable.refuseKey("'" + Excerpt.of(name) + "' is set by the pipeline; choose another name");
        }
    }

    private static Resources resources(Section section) {
        Optional<Double> cpu = section.find("cpu")
                .flatMap(field -> field.word(Numbers::cores, "a number of cores", "write one, for example 2 or 500m"));
        Optional<Long> memory = section.find("memory")
                .flatMap(field -> field.word(Numbers::size, "a size", "write a number and a unit, for example 512Mi"));
        int gpu =
                section.find("gpu").flatMap(field -> field.count(0, MOST_GPUS)).orElse(0);
        section.close();
        return new Resources(cpu, memory, gpu);
    }
}
