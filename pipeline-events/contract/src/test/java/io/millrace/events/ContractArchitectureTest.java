package io.millrace.events;

import static com.tngtech.archunit.lang.conditions.ArchConditions.beAnnotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "io.millrace.events", importOptions = ImportOption.DoNotIncludeTests.class)
class ContractArchitectureTest {

    @ArchTest
    static final ArchRule needs_nothing_but_json_cloudevents_and_the_kafka_client = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "com.fasterxml.jackson..",
                    "org.jspecify..",
                    "org.apache.kafka.clients..",
                    "org.apache.kafka.common..",
                    "io.cloudevents..",
                    "io.millrace.events..");

    @ArchTest
    static final ArchRule says_everywhere_what_may_be_null =
            classes().that().haveSimpleName("package-info").should(beAnnotatedWith(NullMarked.class));

    @ArchTest
    static final ArchRule is_one_package = classes().should().resideInAPackage("io.millrace.events");

    @ArchTest
    static final ArchRule names_things_by_what_they_are =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?|Processor|Handler|Service|Dto)");

    @ArchTest
    static final ArchRule writes_to_no_standard_stream = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
