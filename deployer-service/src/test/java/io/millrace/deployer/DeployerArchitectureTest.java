package io.millrace.deployer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.worker.testing.HouseRules;

@AnalyzeClasses(packages = "io.millrace.deployer", importOptions = ImportOption.DoNotIncludeTests.class)
class DeployerArchitectureTest {

    @ArchTest
    static final ArchTests houseRules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule theCoreKnowsNoFramework = classes()
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
}
