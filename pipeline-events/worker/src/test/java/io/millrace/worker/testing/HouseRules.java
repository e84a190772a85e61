package io.millrace.worker.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rules that are the same for every worker. */
public final class HouseRules {
    private HouseRules() {}

    @ArchTest
    public static final ArchRule noOtherStageIsKnown = slices().matching(
                    "io.millrace.(builder|trainer|evaluator|deployer|monitor)..")
            .should()
            .notDependOnEachOther()
            .allowEmptyShould(true);

    @ArchTest
    public static final ArchRule neighboursAndCoreAreFreeOfCycles =
            slices().matching("io.millrace.*.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    public static final ArchRule onlyThePortOfWorkloadsIsKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.workloads.process..", "io.millrace.workloads.folder..");

    @ArchTest
    public static final ArchRule namesSayWhatThingsAre =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?|Processor|Handler|Service|Dto)");

    @ArchTest
    public static final ArchRule everyPackageIsNullMarked = classes()
            .that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith("org.jspecify.annotations.NullMarked");
}
