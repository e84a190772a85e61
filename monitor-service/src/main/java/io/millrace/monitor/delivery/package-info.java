/** Brings alerts to the sinks: one thread, one place in the log and one outage for each. */
@NullMarked
package io.millrace.monitor.delivery;

import org.jspecify.annotations.NullMarked;
