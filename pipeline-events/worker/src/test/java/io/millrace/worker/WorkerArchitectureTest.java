package io.millrace.worker;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.worker.testing.HouseRules;

@AnalyzeClasses(packages = "io.millrace.worker", importOptions = ImportOption.DoNotIncludeTests.class)
class WorkerArchitectureTest {

    @ArchTest
    static final ArchTests houseRules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule theCoreKnowsNoFrameworkAndOfTheKitOnlyItsWords = classes()
            .that()
            .resideInAPackage("io.millrace.worker.run..")
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage("java..", "org.jspecify..", "io.millrace.events..", "io.millrace.worker.run..")
                            .or(belongToAnyOf(Outcome.class, Plan.class, Task.class)));

    @ArchTest
    static final ArchRule whatMayBeRemovedIsDecidedWithoutAFramework = classes()
            .that()
            .resideInAPackage("io.millrace.worker.retention..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.millrace.events..", "io.millrace.worker.retention..");
}
