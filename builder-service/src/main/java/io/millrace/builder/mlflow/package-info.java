/** MLflow's model registry: what it is asked, which of its versions are registered, and what was missed. */
@NullMarked
package io.millrace.builder.mlflow;

import org.jspecify.annotations.NullMarked;
