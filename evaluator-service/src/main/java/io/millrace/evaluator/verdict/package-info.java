/** The evaluator's core: from measurements and gates to a verdict. Pure Java. */
@NullMarked
package io.millrace.evaluator.verdict;

import org.jspecify.annotations.NullMarked;
