/** An artifact store in a folder of this machine. */
@NullMarked
package io.millrace.workloads.folder;

import org.jspecify.annotations.NullMarked;
