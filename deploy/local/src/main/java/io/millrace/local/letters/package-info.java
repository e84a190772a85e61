/**
 * Dead letters, read from where the workers wrote them, and published again. {@link io.millrace.local.letters.Letters}
 * reads, {@link io.millrace.local.letters.Replay} writes; the rest is pure.
 */
@NullMarked
package io.millrace.local.letters;

import org.jspecify.annotations.NullMarked;
