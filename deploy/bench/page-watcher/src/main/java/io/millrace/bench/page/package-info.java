/** A browser with the dashboard open, which notes when something is to be seen there. */
@NullMarked
package io.millrace.bench.page;

import org.jspecify.annotations.NullMarked;
