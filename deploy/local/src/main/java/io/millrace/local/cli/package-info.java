/** The command line: {@code ./millrace}. */
@NullMarked
package io.millrace.local.cli;

import org.jspecify.annotations.NullMarked;
