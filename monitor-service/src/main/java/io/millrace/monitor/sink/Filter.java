package io.millrace.monitor.sink;

import io.millrace.events.AlertRaised;
import io.millrace.events.Stage;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;

/** Which alerts a sink is told of. */
public final class Filter {
    private final List<PathMatcher> models;
    private final Set<Stage> stages;

    /**
     * @param models patterns of models' names, for example {@code fraud-*}; none means all, and what belongs to no model
     *               matches as {@link AlertRaised#UNATTRIBUTED}
     * @param stages none means all
     * @throws IllegalArgumentException naming the pattern that is none
     */
    public Filter(List<String> models, Set<Stage> stages) {
        this.models = models.stream().map(Filter::matcher).toList();
        this.stages = Set.copyOf(stages);
    }

    /** Names of models have no slash: what holds for names of files holds for them. */
    private static PathMatcher matcher(String pattern) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    }

    public boolean passes(Notice notice) {
        return passes(notice.model(), notice.stage());
    }

    public boolean passes(Raised raised) {
        return passes(raised.alert().key(), raised.alert().stage());
    }

    private boolean passes(String model, Stage stage) {
        return (stages.isEmpty() || stages.contains(stage))
                && (models.isEmpty() || models.stream().anyMatch(it -> it.matches(Path.of(model))));
    }
}
