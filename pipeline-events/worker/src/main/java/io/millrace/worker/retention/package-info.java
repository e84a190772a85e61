/**
 * What may be removed from a store, and what must stay: pure functions over what the log says and what the store holds.
 * See docs/adr/0021-what-may-be-removed.md.
 */
@NullMarked
package io.millrace.worker.retention;

import org.jspecify.annotations.NullMarked;
