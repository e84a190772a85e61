/** The servers of models, run as workloads: tried out, kept up, retired. */
@NullMarked
package io.millrace.deployer.servers;

import org.jspecify.annotations.NullMarked;
