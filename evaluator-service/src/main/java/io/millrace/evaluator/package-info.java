/** The evaluator: evaluation workloads and quality gates. */
@NullMarked
package io.millrace.evaluator;

import org.jspecify.annotations.NullMarked;
