/**
 * Dead letters, read from where the workers wrote them, and published again. {@link io.millrace.letters.Letters}
 * reads, {@link io.millrace.letters.Replay} writes; the rest is pure.
 */
@NullMarked
package io.millrace.letters;

import org.jspecify.annotations.NullMarked;
