package io.millrace.builder.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.builder.WebhooksConfig;
import io.millrace.builder.dialect.Push;
import io.millrace.builder.ingress.Registration;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.Source;
import io.millrace.events.Version;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SubscriptionTest {
    private static final String ONE = "1".repeat(40);
    private static final String TWO = "2".repeat(40);
    private static final String NOTHING = "0".repeat(40);
    private static final String URL = "https://github.com/acme/digits.git";

    @ParameterizedTest
    @CsvSource({
        "main, true",
        "main2, false",
        "feature/main, false",
    })
    void starts_runs_of_main_unless_told_otherwise(String branch, boolean starts) {
        assertThat(digits().objection(branch(branch)).isEmpty()).isEqualTo(starts);
    }

    @ParameterizedTest
    @CsvSource({
        "main, true",
        "release/1, true",
        "release/1/fix, true",
        "release, false",
        "hotfix/1, true",
        "hotfix/1/2, false",
    })
    void starts_runs_of_the_branches_that_are_configured(String branch, boolean starts) {
        Subscription model = digits("models.digits.branches", "main, release/**, hotfix/*");

        assertThat(model.objection(branch(branch)).isEmpty()).isEqualTo(starts);
    }

    @Test
    void starts_runs_of_no_branch_where_only_tags_are_configured() {
        Subscription model = digits("models.digits.tags", "v*");

        assertThat(model.objection(branch("main"))).contains("branch 'main' is not among those of model digits: none");
        assertThat(model.objection(tag("v1"))).isEmpty();
        assertThat(model.objection(tag("nightly"))).isPresent();
    }

    @Test
    void does_not_take_a_branch_for_a_tag() {
        Subscription model = digits("models.digits.tags", "v*");

        assertThat(model.objection(branch("v1"))).isPresent();
        assertThat(digits().objection(tag("main"))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "models/digits/train.py, true",
        "models/digits/data/train.csv, true",
        "models/digits.py, false",
        "README.md, false",
    })
    void starts_runs_of_pushes_that_touch_its_folder(String changed, boolean starts) {
        Subscription model = digits("models.digits.path", "models/digits");

        assertThat(model.objection(touching(changed)).isEmpty()).isEqualTo(starts);
    }

    @Test
    void starts_runs_of_pushes_that_touch_what_is_configured() {
        Subscription model = digits("models.digits.path", "models/digits", "models.digits.paths", "lib/**,*.lock");

        assertThat(model.objection(touching("lib/a/b.py"))).isEmpty();
        assertThat(model.objection(touching("uv.lock"))).isEmpty();
        assertThat(model.objection(touching("models/digits/train.py")))
                .contains("no file of model digits changed: lib/**, *.lock");
    }

    @Test
    void starts_runs_of_any_push_where_it_lies_at_the_root() {
        assertThat(digits().objection(touching("README.md"))).isEmpty();
    }

    @Test
    void starts_a_run_rather_than_none_where_it_is_not_told_what_changed() {
        assertThat(digits("models.digits.path", "models/digits").objection(branch("main")))
                .isEmpty();
    }

    @Test
    void starts_no_run_of_what_is_gone_or_was_never_pushed() {
        assertThat(digits().objection(push("refs/heads/main", ONE, NOTHING))).contains("'refs/heads/main' was deleted");
        assertThat(digits().objection(push("refs/heads/main", ONE, ONE)))
                .contains("nothing was pushed: this is a trial");
        assertThat(digits().objection(push("refs/pull/7/head", ONE, TWO)))
                .contains("'refs/pull/7/head' is neither a branch nor a tag");
    }

    @Test
    void knows_its_repository_whatever_the_case_of_the_letters() {
        assertThat(digits("models.digits.repository", "Acme/Digits").isOf(branch("main")))
                .isTrue();
        assertThat(digits("models.digits.repository", "acme/digits2").isOf(branch("main")))
                .isFalse();
    }

    @Test
    void registers_the_commit_that_was_pushed_from_where_it_is_configured() {
        Registration registration =
                digits("models.digits.path", "models/digits").registration(branch("main"));

        assertThat(registration.event())
                .isEqualTo(new ModelRegistered(
                        new ModelName("digits"),
                        Optional.empty(),
                        new Source.Git(URL, Optional.of(TWO), Optional.of("models/digits")),
                        Optional.empty()));
    }

    @Test
    void calls_the_version_by_the_tag() {
        Subscription model = digits("models.digits.tags", "**");

        assertThat(model.registration(tag("v1.2.0")).event().version()).contains(new Version("v1.2.0"));
        assertThat(model.registration(tag("digits/v1.2.0")).event().version()).isEmpty();
    }

    @Test
    void gives_the_same_push_the_same_id_in_every_release() {
        assertThat(digits().registration(branch("main")).id())
                .isEqualTo("92ee998075ad1c0e926e8c7437ce6cadf1778cb82e56ddef5f145973708333b1");
    }

    @Test
    void gives_different_pushes_different_ids() {
        Subscription digits = digits("models.digits.tags", "**");

        assertThat(Set.of(
                        digits.registration(push("refs/heads/main", ONE, TWO)).id(),
                        digits.registration(push("refs/heads/other", ONE, TWO)).id(),
                        digits.registration(push("refs/tags/main", ONE, TWO)).id(),
                        digits.registration(push("refs/heads/main", NOTHING, TWO))
                                .id(),
                        digits.registration(push("refs/heads/main", ONE, "3".repeat(40)))
                                .id(),
                        digits("models.digits.path", "a")
                                .registration(branch("main"))
                                .id(),
                        digits("models.digits.repository", "acme/other")
                                .registration(branch("main"))
                                .id()))
                .hasSize(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url | file:///srv/digits.git | millrace.webhooks.models.digits: source.url",
                "url | https://user:hunter2@github.com/acme/digits | carries user information",
                "path | ../secrets | source.path",
                "branches | main,[a-z] | has a character out of",
                "paths | /lib | starts with '/'",
            })
    void does_not_start_on_what_cannot_work(String key, String value, String told) {
        assertThatThrownBy(() -> digits("models.digits." + key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(told)
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Digits", "digits_", "-digits"})
    void does_not_start_with_a_model_of_an_impossible_name(String name) {
        WebhooksConfig.Model model = Configured.digits().models().get("digits");

        assertThatThrownBy(() -> Subscription.of(name, model, Configured.URLS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a model name");
    }

    private static Subscription digits(String... more) {
        return Subscription.of("digits", Configured.digits(more).models().get("digits"), Configured.URLS);
    }

    private static Push branch(String name) {
        return push("refs/heads/" + name, ONE, TWO);
    }

    private static Push tag(String name) {
        return push("refs/tags/" + name, NOTHING, TWO);
    }

    private static Push touching(String changed) {
        return new Push(Configured.REPOSITORY, "refs/heads/main", ONE, TWO, TWO, Optional.of(Set.of(changed)));
    }

    private static Push push(String ref, String before, String after) {
        return new Push(Configured.REPOSITORY, ref, before, after, after, Optional.empty());
    }
}
