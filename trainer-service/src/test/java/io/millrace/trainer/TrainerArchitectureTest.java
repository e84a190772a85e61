package io.millrace.trainer;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import io.millrace.worker.testing.HouseRules;

@AnalyzeClasses(packages = "io.millrace.trainer", importOptions = ImportOption.DoNotIncludeTests.class)
class TrainerArchitectureTest {

    @ArchTest
    static final ArchTests houseRules = ArchTests.in(HouseRules.class);
}
