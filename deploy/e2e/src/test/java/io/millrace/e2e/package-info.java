/** The whole pipeline as a user runs it: real processes, a real broker, the command line. */
@NullMarked
package io.millrace.e2e;

import org.jspecify.annotations.NullMarked;
