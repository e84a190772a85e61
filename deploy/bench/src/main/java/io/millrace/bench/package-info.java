/** Measures a local stack: how long a run takes beside the model's own work, how soon it is up, how large it is. */
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
