package io.millrace.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.millrace.trainer", importOptions = ImportOption.DoNotIncludeTests.class)
class TrainerArchitectureTest {

    @ArchTest
    static final ArchRule noOtherStageIsKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.millrace.builder..",
                    "io.millrace.evaluator..",
                    "io.millrace.deployer..",
                    "io.millrace.monitor..");

    @ArchTest
    static final ArchRule onlyThePortOfWorkloadsIsKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.workloads.process..", "io.millrace.workloads.folder..");

    @ArchTest
    static final ArchRule namesSayWhatThingsAre =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?|Processor|Handler|Service|Dto)");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith("org.jspecify.annotations.NullMarked");
}
