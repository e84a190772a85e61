/** Git servers: a commit is fetched and read, and never checked out. */
@NullMarked
package io.millrace.builder.git;

import org.jspecify.annotations.NullMarked;
