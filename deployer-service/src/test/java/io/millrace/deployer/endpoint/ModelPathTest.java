package io.millrace.deployer.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.ModelName;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ModelPathTest {

    @ParameterizedTest
    @CsvSource({
        "/models/digits/v2/infer, /v2/infer",
        "/models/digits/, /",
        "/models/digits, /",
        "/models/digits?a=/b, /?a=/b",
        "/models/digits/a%2Fb//c/../d?q=%20&r, /a%2Fb//c/../d?q=%20&r",
        "/models/digits/models/digits, /models/digits"
    })
    void takes_the_prefix_off_and_leaves_the_rest_as_it_is(String target, String rest) {
        assertThat(ModelPath.of(target)).hasValue(new ModelPath(new ModelName("digits"), rest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/models", "/models/", "/models//x", "/models/Digits/x", "/models/%64igits", "/other", "*"})
    void is_nothing_without_a_name_of_a_model(String target) {
        assertThat(ModelPath.of(target)).isEmpty();
    }
}
