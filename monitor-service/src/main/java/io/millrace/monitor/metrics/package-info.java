/** What the monitor knows, as Prometheus metrics. */
@NullMarked
package io.millrace.monitor.metrics;

import org.jspecify.annotations.NullMarked;
