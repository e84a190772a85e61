/** Dead letters of all workers, for the dashboard. */
@NullMarked
package io.millrace.monitor.letters;

import org.jspecify.annotations.NullMarked;
