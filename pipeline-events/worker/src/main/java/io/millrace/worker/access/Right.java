package io.millrace.worker.access;

import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/** Something that a principal may do to a topic or a group, or to all whose names begin alike. */
public record Right(ResourcePattern on, AclOperation operation) {

    static Right of(ResourceType type, String name, AclOperation operation) {
        return new Right(new ResourcePattern(type, name, PatternType.LITERAL), operation);
    }

    boolean covers(ResourceType type, String name) {
        return on.resourceType() == type
                && (on.patternType() == PatternType.PREFIXED
                        ? name.startsWith(on.name())
                        : on.name().equals(name));
    }

    /** As in {@code Read on topic millrace.commands}. */
    @Override
    public String toString() {
        return SecurityUtils.operationName(operation) + " on "
                + SecurityUtils.resourceTypeName(on.resourceType()).toLowerCase(Locale.ROOT) + " "
                + on.name();
    }
}
