package io.millrace.deployer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.millrace.deployer", importOptions = ImportOption.DoNotIncludeTests.class)
class DeployerArchitectureTest {

    @ArchTest
    static final ArchRule theRolloutKnowsNoFramework = classes()
            .that()
            .resideInAPackage("..deployer.rollout..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.millrace.events..", "..deployer.rollout..");

    @ArchTest
    static final ArchRule neighboursDoNotKnowEachOther = slices().matching("io.millrace.deployer.(endpoint|servers)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule adaptersArePrivate = classes()
            .that()
            .resideInAnyPackage("..deployer.endpoint..", "..deployer.servers..")
            .and()
            .areTopLevelClasses()
            .should()
            .notHaveModifier(JavaModifier.PUBLIC);

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.millrace.deployer.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noOtherStageIsKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.millrace.builder..",
                    "io.millrace.trainer..",
                    "io.millrace.evaluator..",
                    "io.millrace.monitor..");

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
