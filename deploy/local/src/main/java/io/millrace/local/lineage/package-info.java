/** Where a version came from and what became of it, as the log tells it. */
@NullMarked
package io.millrace.local.lineage;

import org.jspecify.annotations.NullMarked;
