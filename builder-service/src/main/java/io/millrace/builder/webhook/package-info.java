/** Git hosts that tell of pushes: their requests, what they start, and what they are answered. */
@NullMarked
package io.millrace.builder.webhook;

import org.jspecify.annotations.NullMarked;
