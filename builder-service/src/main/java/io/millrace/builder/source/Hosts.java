package io.millrace.builder.source;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Keeps strangers from reaching, through the builder, what only the builder can reach: the host of an address that
 * came from outside must have public addresses only.
 *
 * <p>A client that connects afterwards asks for the name's addresses again, and gets the answer judged here: Java
 * keeps it for 30 seconds unless told otherwise ({@code networkaddress.cache.ttl}).
 */
public final class Hosts {

    /** Finds the addresses of a name. */
    @FunctionalInterface
    public interface Names {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    private final Names names;

    public Hosts(Names names) {
        this.names = names;
    }

    /**
     * @param what  names the address in the message, for example {@code source.url}
     * @param remedy what an operator sets to let it pass
     * @throws SourceRefused        if one of the host's addresses is not public
     * @throws UnknownHostException if the name is not known, or cannot be looked up now
     */
    public void requirePublic(String host, String what, String remedy) throws UnknownHostException {
        InetAddress[] addresses = names.addressesOf(host);
        Arrays.stream(addresses)
                .filter(address -> !isPublic(address))
                .findFirst()
                .ifPresent(address -> {
                    throw SourceRefused.because(
                            "host-not-public",
                            what + " leads to " + Told.quoted(host) + ", which is not a public address ("
                                    + address.getHostAddress() + ")",
                            remedy);
                });
    }

    static boolean isPublic(InetAddress address) {
        return !address.isAnyLocalAddress()
                && !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isSiteLocalAddress()
                && !address.isMulticastAddress()
                && !(address instanceof Inet4Address
                        ? isReserved4(address.getAddress())
                        : isReserved6(address.getAddress()));
    }

    private static boolean isReserved4(byte[] address) {
        int first = address[0] & 0xff;
        int second = address[1] & 0xff;
        return first == 0
                || first >= 240
                || first == 100 && second >= 64 && second < 128 // shared by the customers of a carrier
                || first == 192 && second == 0 && address[2] == 0
                || first == 198 && (second == 18 || second == 19); // benchmarks
    }

    /** Unique local addresses, and those that wrap an IPv4 address which was not judged: NAT64, 6to4, Teredo, mapped. */
    private static boolean isReserved6(byte[] address) {
        int start = (address[0] & 0xff) << 8 | address[1] & 0xff;
        int next = (address[2] & 0xff) << 8 | address[3] & 0xff;
        return (start & 0xfe00) == 0xfc00
                || start == 0x64 && next == 0xff9b
                || start == 0x2002
                || start == 0x2001 && next == 0
                || start == 0;
    }
}
