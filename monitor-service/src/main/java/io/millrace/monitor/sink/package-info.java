/**
 * What is told to those outside who are to hear of alerts, and when again: the core of the sinks, which knows neither
 * Kafka nor HTTP.
 */
@NullMarked
package io.millrace.monitor.sink;

import org.jspecify.annotations.NullMarked;
