package io.millrace.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.millrace.local", importOptions = ImportOption.DoNotIncludeTests.class)
class LocalArchitectureTest {

    @ArchTest
    static final ArchRule theStackKnowsNoCommandLine = noClasses()
            .that()
            .resideInAPackage("io.millrace.local")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.local.cli..", "picocli..");

    @ArchTest
    static final ArchRule onlyTheBrokersProcessKnowsTheServer = noClasses()
            .that()
            .doNotHaveSimpleName("BrokerProcess")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kafka..", "scala..");

    @ArchTest
    static final ArchRule noWorkerIsKnownButByItsProcess = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.millrace.builder..",
                    "io.millrace.trainer..",
                    "io.millrace.evaluator..",
                    "io.millrace.deployer..",
                    "io.millrace.monitor..",
                    "io.millrace.worker..");

    @ArchTest
    static final ArchRule namesSayWhatThingsAre =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?|Processor|Handler|Service|Dto)");
}
