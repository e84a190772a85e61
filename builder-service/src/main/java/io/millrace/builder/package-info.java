/** The builder: from a Git repository to an image. */
@NullMarked
package io.millrace.builder;

import org.jspecify.annotations.NullMarked;
