/** How soon an event is to be seen on the dashboard. */
@NullMarked
package io.millrace.bench.dashboard;

import org.jspecify.annotations.NullMarked;
