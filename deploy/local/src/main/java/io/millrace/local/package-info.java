/**
 * All of Millrace on one machine: a Kafka broker and the five workers as processes of their own, which outlive whoever
 * started them and are found again by the files under {@code MILLRACE_HOME}.
 */
@NullMarked
package io.millrace.local;

import org.jspecify.annotations.NullMarked;
