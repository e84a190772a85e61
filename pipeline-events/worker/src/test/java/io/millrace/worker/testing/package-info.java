/** What the tests of all workers use: a real broker, and both ends of its topics. */
@NullMarked
package io.millrace.worker.testing;

import org.jspecify.annotations.NullMarked;
