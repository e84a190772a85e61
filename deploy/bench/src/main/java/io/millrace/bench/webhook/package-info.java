/** How many webhooks a second the builder takes, and how soon it answers, beside a program that keeps nothing. */
@NullMarked
package io.millrace.bench.webhook;

import org.jspecify.annotations.NullMarked;
