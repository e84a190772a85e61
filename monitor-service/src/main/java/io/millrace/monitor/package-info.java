/** The monitor: what runs, what serves, what is broken. */
@NullMarked
package io.millrace.monitor;

import org.jspecify.annotations.NullMarked;
