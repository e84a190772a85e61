package io.millrace.monitor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.worker.testing.HouseRules;

@AnalyzeClasses(packages = "io.millrace.monitor", importOptions = ImportOption.DoNotIncludeTests.class)
class MonitorArchitectureTest {

    @ArchTest
    static final ArchTests houseRules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule theCoreKnowsNoFramework = classes()
            .that()
            .resideInAPackage("..monitor.view..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.millrace.events..", "..monitor.view..");

    @ArchTest
    static final ArchRule whatSinksAreToldKnowsNoFramework = classes()
            .that()
            .resideInAPackage("..monitor.sink..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "com.fasterxml.jackson..",
                    "org.jspecify..",
                    "io.millrace.events..",
                    "..monitor.sink..");

    @ArchTest
    static final ArchRule neighboursDoNotKnowEachOther = slices().matching(
                    "io.millrace.monitor.(kafka|rest|metrics|delivery)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule adaptersArePrivate = classes()
            .that()
            .resideInAnyPackage("..monitor.kafka..", "..monitor.rest..", "..monitor.metrics..", "..monitor.delivery..")
            .and()
            .areTopLevelClasses()
            .should()
            .notHaveModifier(JavaModifier.PUBLIC);
}
