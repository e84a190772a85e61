/** A worker around no work: what is left is the worker kit, which the benchmark measures. */
@NullMarked
package io.millrace.bench.idle;

import org.jspecify.annotations.NullMarked;
