/**
 * What the monitor knows: the state of runs, models and alerts, folded from events. Pure: no broker, no clock, no
 * framework.
 */
@NullMarked
package io.millrace.monitor.view;

import org.jspecify.annotations.NullMarked;
