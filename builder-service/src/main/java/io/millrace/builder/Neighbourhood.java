package io.millrace.builder;

import io.millrace.builder.source.Hosts;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;

/** What the core needs of the world around it. */
class Neighbourhood {

    @Produces
    @Singleton
    Hosts hosts() {
        return new Hosts(InetAddress::getAllByName);
    }
}
