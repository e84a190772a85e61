package io.millrace.builder.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HostsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1", "127.9.9.9", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1",
                        "169.254.169.254",
                "100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::",
                "fe80::1", "fec0::1", "fc00::1", "fd12::1", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::",
                        "::ffff:127.0.0.1",
                "::127.0.0.1", "2001:0:1::1",
            })
    void refuses(String address) throws UnknownHostException {
        assertThat(Hosts.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"140.82.121.3", "100.128.0.1", "172.32.0.1", "198.20.0.1", "2606:50c0:8000::1"})
    void takes(String address) throws UnknownHostException {
        assertThat(Hosts.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void refuses_a_name_with_one_private_address_among_public_ones() throws UnknownHostException {
        InetAddress[] addresses = {InetAddress.getByName("140.82.121.3"), InetAddress.getByName("10.0.0.7")};
        var hosts = new Hosts(name -> addresses);

        var refused = catchThrowableOfType(
                SourceRefused.class, () -> hosts.requirePublic("git.example.org", "source.url", "use another"));

        assertThat(refused.failure().code()).isEqualTo("host-not-public");
        assertThat(refused.failure().summary()).contains("git.example.org", "10.0.0.7");
    }

    @Test
    void takes_a_name_with_public_addresses() throws UnknownHostException {
        InetAddress[] addresses = {InetAddress.getByName("140.82.121.3")};

        assertThatCode(() -> new Hosts(name -> addresses).requirePublic("git.example.org", "source.url", "use another"))
                .doesNotThrowAnyException();
    }
}
