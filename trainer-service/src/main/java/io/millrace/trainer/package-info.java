/** The trainer: training workloads. */
@NullMarked
package io.millrace.trainer;

import org.jspecify.annotations.NullMarked;
