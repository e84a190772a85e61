/** Images: files onto a base, into the local store or to a registry. Nothing of the model's code runs on the way. */
@NullMarked
package io.millrace.builder.image;

import org.jspecify.annotations.NullMarked;
