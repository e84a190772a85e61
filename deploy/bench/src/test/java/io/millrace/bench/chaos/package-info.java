@NullMarked
package io.millrace.bench.chaos;

import org.jspecify.annotations.NullMarked;
