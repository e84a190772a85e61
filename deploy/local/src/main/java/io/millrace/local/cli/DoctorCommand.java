package io.millrace.local.cli;

import io.millrace.local.Doctor;
import io.millrace.local.Doctor.Finding;
import io.millrace.local.Doctor.State;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        description = {
            "Looks at all that the local stack needs, and says what to do about what is wrong:",
            "Java, Python, the home folder, disk, the build, ports, processes, topics.",
            "Exit code 1 when something is."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  millrace doctor", "  millrace doctor --output json | jq '.[] | select(.state != \"OK\")'"})
final class DoctorCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    DoctorCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Finding> findings = new Doctor(context.home().open(), context.root()).examine();
        Console console = context.console();
        if (options.isJson()) {
            console.json(findings);
        } else {
            findings.forEach(finding -> print(console, finding));
        }
        return findings.stream().anyMatch(finding -> finding.state() == State.FAILED) ? 1 : 0;
    }

    private static void print(Console console, Finding finding) {
        String state = finding.state().name().toLowerCase(Locale.ROOT);
        console.print("%-8s %-10s %s".formatted(state, finding.what(), finding.told()));
        finding.remedy().ifPresent(remedy -> console.print(" ".repeat(20) + remedy));
    }
}
