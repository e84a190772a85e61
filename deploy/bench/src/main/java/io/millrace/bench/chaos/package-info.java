/** Processes are killed while runs are under way, and afterwards it is counted what was lost, done twice or reordered. */
@NullMarked
package io.millrace.bench.chaos;

import org.jspecify.annotations.NullMarked;
