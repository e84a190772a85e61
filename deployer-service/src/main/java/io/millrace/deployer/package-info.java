/** The deployer: serving workloads and the stable endpoint. */
@NullMarked
package io.millrace.deployer;

import org.jspecify.annotations.NullMarked;
