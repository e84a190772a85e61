package io.millrace.builder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.millrace.builder", importOptions = DoNotIncludeTests.class)
class BuilderArchitectureTest {

    @ArchTest
    static final ArchRule the_source_knows_no_framework = classes()
            .that()
            .resideInAPackage("..builder.source..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.jspecify..", "io.millrace.events..", "io.millrace.spec..", "..builder.source..");

    @ArchTest
    static final ArchRule neighbours_do_not_know_each_other =
            slices().matching("io.millrace.builder.(git|image)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule adapters_are_private = classes()
            .that()
            .resideInAnyPackage("..builder.git..", "..builder.image..")
            .should()
            .notHaveModifier(JavaModifier.PUBLIC);

    @ArchTest
    static final ArchRule no_cycles =
            slices().matching("io.millrace.builder.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule no_other_stage_is_known = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.millrace.trainer..",
                    "io.millrace.evaluator..",
                    "io.millrace.deployer..",
                    "io.millrace.monitor..");
}
