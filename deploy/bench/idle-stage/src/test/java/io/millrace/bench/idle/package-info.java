@NullMarked
package io.millrace.bench.idle;

import org.jspecify.annotations.NullMarked;
