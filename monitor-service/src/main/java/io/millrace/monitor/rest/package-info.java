/** What the monitor knows, over HTTP. */
@NullMarked
package io.millrace.monitor.rest;

import org.jspecify.annotations.NullMarked;
