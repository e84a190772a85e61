/** Whether the broker lets this worker in, and lets it do all that it has to do; until then, nothing of it begins. */
@NullMarked
package io.millrace.worker.access;

import org.jspecify.annotations.NullMarked;
