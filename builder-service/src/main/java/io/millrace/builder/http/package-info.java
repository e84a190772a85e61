/** Registrations over HTTP: CloudEvents and plain JSON, who may send them, and what they are answered. */
@NullMarked
package io.millrace.builder.http;

import org.jspecify.annotations.NullMarked;
