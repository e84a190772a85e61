/** A log of a million events, and how long the monitor takes to read it at its start, beside a consumer that only reads. */
@NullMarked
package io.millrace.bench.replay;

import org.jspecify.annotations.NullMarked;
