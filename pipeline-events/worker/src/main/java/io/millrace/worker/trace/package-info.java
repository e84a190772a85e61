/** What a worker tells of the runs that it has to do with, for whoever looks at traces. Nobody's decision depends on it. */
@NullMarked
package io.millrace.worker.trace;

import org.jspecify.annotations.NullMarked;
