/**
 * How Git hosts tell of pushes, and prove that it is they who tell. Reads headers and bytes, and knows neither HTTP nor
 * what is configured.
 */
@NullMarked
package io.millrace.builder.dialect;

import org.jspecify.annotations.NullMarked;
