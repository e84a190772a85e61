/** The runtime and the store of this machine as beans, for workers that inject them. */
@NullMarked
package io.millrace.workloads.cdi;

import org.jspecify.annotations.NullMarked;
