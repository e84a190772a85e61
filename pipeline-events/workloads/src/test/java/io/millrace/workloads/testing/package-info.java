/** What the tests of those need who run workloads: images, and a home for them. */
@NullMarked
package io.millrace.workloads.testing;

import org.jspecify.annotations.NullMarked;
