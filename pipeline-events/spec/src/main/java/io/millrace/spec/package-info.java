/** {@code millrace.yaml}: from text to a {@link io.millrace.events.PipelineSpec}, with every mistake's line and column. */
@NullMarked
package io.millrace.spec;

import org.jspecify.annotations.NullMarked;
