/** What Millrace promises, as code that judges a history, whoever recorded it: a simulation or a stack under fire. */
@NullMarked
package io.millrace.promises;

import org.jspecify.annotations.NullMarked;
