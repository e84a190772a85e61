package io.millrace.monitor.view;

import io.millrace.events.RunRef;

/**
 * A run whose end is waited for.
 *
 * @param run   in its latest round
 * @param heard how many signs of life of it were read; 0 while no stage has picked it up
 */
public record Expected(RunRef run, long heard) {

    Expected heard(RunRef again) {
        return new Expected(again.round() >= run.round() ? again : run, heard + 1);
    }
}
