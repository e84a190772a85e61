package io.millrace.spec;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.millrace.spec", importOptions = DoNotIncludeTests.class)
class SpecArchitectureTest {

    @ArchTest
    static final ArchRule it_knows_no_framework = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "org.jspecify..", "org.snakeyaml.engine..", "io.millrace.events..", "io.millrace.spec..");
}
