package io.millrace.workloads;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.millrace.workloads", importOptions = ImportOption.DoNotIncludeTests.class)
class WorkloadsArchitectureTest {

    @ArchTest
    static final ArchRule thePortKnowsNoRuntime = classes()
            .that()
            .resideInAPackage("io.millrace.workloads")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "com.fasterxml.jackson..",
                    "io.millrace.events..",
                    "io.millrace.workloads");

    @ArchTest
    static final ArchRule runtimeAndStoreDoNotKnowEachOther = slices().matching(
                    "io.millrace.workloads.(process|folder)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule onlyBeansKnowTheContainer = noClasses()
            .that()
            .resideOutsideOfPackage("..cdi..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "org.eclipse.microprofile..");

    @ArchTest
    static final ArchRule namesSayWhatThingsAre =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?|Processor|Handler|Service|Dto)");
}
