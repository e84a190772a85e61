/** What the ways in have in common: how bodies are taken, how registrations become events, and how it is answered. */
@NullMarked
package io.millrace.builder.ingress;

import org.jspecify.annotations.NullMarked;
