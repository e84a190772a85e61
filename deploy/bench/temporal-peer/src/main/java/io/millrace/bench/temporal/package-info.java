/** Five activities that do nothing, on Temporal's in-memory test server: a peer of the benchmark. */
@NullMarked
package io.millrace.bench.temporal;

import org.jspecify.annotations.NullMarked;
