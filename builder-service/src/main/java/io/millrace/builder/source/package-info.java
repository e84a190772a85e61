/**
 * What a model's source is and which of it goes into an image. Decides, and neither fetches nor builds; knows no
 * framework, no Git and no registry, only what it needs from one.
 */
@NullMarked
package io.millrace.builder.source;

import org.jspecify.annotations.NullMarked;
