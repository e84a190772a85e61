package io.millrace.monitor.rest;

import io.millrace.events.RunId;
import io.millrace.monitor.view.Lookup;
import io.millrace.monitor.view.RunView;
import io.millrace.monitor.view.View;

/** Finds the run that a request means, or refuses the request. */
final class RunById {
    private RunById() {}

    static RunView find(View view, String prefix) {
        return switch (view.find(prefix)) {
            case Lookup.One(var run) -> run;
            case Lookup.None() ->
                throw new Refusal(Problem.notFound("run", prefix, "see /api/v1/runs for those there are"));
            case Lookup.Several(var some) ->
                throw new Refusal(Problem.ambiguous(
                        "run", prefix, some.stream().map(RunId::value).toList()));
        };
    }
}
