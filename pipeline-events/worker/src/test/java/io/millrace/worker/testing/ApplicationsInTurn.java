package io.millrace.worker.testing;

import io.quarkus.test.config.QuarkusClassOrderer;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Quarkus' own order, and none at all if two tests might start their applications in this process at once. */
public final class ApplicationsInTurn extends QuarkusClassOrderer {
    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().stream()
                .filter(test -> test.isAnnotated(QuarkusTest.class))
                .filter(test -> test.findAnnotation(Execution.class)
                        .filter(execution -> execution.value() == ExecutionMode.SAME_THREAD)
                        .isEmpty())
                .map(ClassDescriptor::getTestClass)
                .findFirst()
                .ifPresent(test -> {
                    throw new IllegalStateException(
                            test.getName() + " starts an application, and others may run beside it; add"
                                    + " @Execution(ExecutionMode.SAME_THREAD)");
                });
        super.orderClasses(context);
    }
}
