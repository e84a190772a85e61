package io.millrace.evaluator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.worker.testing.HouseRules;

@AnalyzeClasses(packages = "io.millrace.evaluator", importOptions = ImportOption.DoNotIncludeTests.class)
class EvaluatorArchitectureTest {

    @ArchTest
    static final ArchTests houseRules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule theCoreKnowsNoFramework = classes()
            .that()
            .resideInAPackage("..evaluator.verdict..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.millrace.events..", "..evaluator.verdict..");
}
