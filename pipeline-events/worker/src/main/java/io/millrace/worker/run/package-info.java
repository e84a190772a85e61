/**
 * The core of every worker: what becomes of the runs that a stage holds. Pure: no Kafka, no threads, no clock; state
 * and input go in, new state and what to do come out.
 */
@NullMarked
package io.millrace.worker.run;

import org.jspecify.annotations.NullMarked;
