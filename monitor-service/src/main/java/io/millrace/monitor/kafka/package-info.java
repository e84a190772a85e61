/** Reads the topics, all of them and always from their beginning, into the view. */
@NullMarked
package io.millrace.monitor.kafka;

import org.jspecify.annotations.NullMarked;
