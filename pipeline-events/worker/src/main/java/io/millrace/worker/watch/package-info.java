/**
 * The workers watch each other: one of those that live looks at all stages and topics, and raises an alert for what is
 * wrong. {@link io.millrace.worker.watch.Watch} decides, and knows neither Kafka's clients nor threads.
 */
@NullMarked
package io.millrace.worker.watch;

import org.jspecify.annotations.NullMarked;
