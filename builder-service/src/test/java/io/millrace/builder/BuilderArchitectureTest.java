package io.millrace.builder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Plain tests: ArchUnit's own engine finds its rules no more on this version of JUnit, and says nothing. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BuilderArchitectureTest {
    private static final JavaClasses BUILDER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.millrace.builder");

    @Test
    void the_source_knows_no_framework() {
        classes()
                .that()
                .resideInAPackage("..builder.source..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "org.jspecify..", "io.millrace.events..", "io.millrace.spec..", "..builder.source..")
                .check(BUILDER);
    }

    @Test
    void neighbours_do_not_know_each_other() {
        slices().matching("io.millrace.builder.(git|image)..")
                .should()
                .notDependOnEachOther()
                .check(BUILDER);
    }

    @Test
    void adapters_are_private() {
        classes()
                .that()
                .resideInAnyPackage("..builder.git..", "..builder.image..")
                .should()
                .notHaveModifier(JavaModifier.PUBLIC)
                .check(BUILDER);
    }

    @Test
    void there_are_no_cycles() {
        slices().matching("io.millrace.builder.(*)..").should().beFreeOfCycles().check(BUILDER);
    }

    @Test
    void no_other_stage_is_known() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.millrace.trainer..",
                        "io.millrace.evaluator..",
                        "io.millrace.deployer..",
                        "io.millrace.monitor..")
                .check(BUILDER);
    }
}
