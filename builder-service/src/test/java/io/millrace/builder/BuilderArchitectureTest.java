package io.millrace.builder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.worker.testing.HouseRules;

@AnalyzeClasses(packages = "io.millrace.builder", importOptions = ImportOption.DoNotIncludeTests.class)
class BuilderArchitectureTest {

    @ArchTest
    static final ArchTests houseRules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule theCoreKnowsNoFramework = classes()
            .that()
            .resideInAPackage("..builder.source..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.jspecify..", "io.millrace.events..", "io.millrace.spec..", "..builder.source..");

    @ArchTest
    static final ArchRule dialectsKnowNoFramework = classes()
            .that()
            .resideInAPackage("..builder.dialect..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "org.jspecify..",
                    "com.fasterxml.jackson..",
                    "io.millrace.events..",
                    "..builder.dialect..");

    @ArchTest
    static final ArchRule neighboursDoNotKnowEachOther = slices().matching(
                    "io.millrace.builder.(git|image|webhook|http|mlflow)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule adaptersArePrivate = classes()
            .that()
            .resideInAnyPackage(
                    "..builder.git..",
                    "..builder.image..",
                    "..builder.webhook..",
                    "..builder.http..",
                    "..builder.mlflow..")
            .and()
            .areTopLevelClasses()
            .should()
            .notHaveModifier(JavaModifier.PUBLIC);
}
