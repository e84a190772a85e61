/** The stable endpoint: a reverse proxy before the servers. */
@NullMarked
package io.millrace.deployer.endpoint;

import org.jspecify.annotations.NullMarked;
