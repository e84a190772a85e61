/**
 * The contract between the stages of the pipeline and everyone around it: every event as a record, how it travels
 * over Kafka as a CloudEvent, and where it goes. No framework; usable from any Java 17 application.
 */
@NullMarked
package io.millrace.events;

import org.jspecify.annotations.NullMarked;
