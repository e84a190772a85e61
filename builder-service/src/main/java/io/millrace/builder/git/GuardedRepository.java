package io.millrace.builder.git;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.BaseRepositoryBuilder;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.transport.PackParser;

/** A repository on disk that looks at what it is sent before it takes it in. */
final class GuardedRepository extends FileRepository {
    private UnaryOperator<InputStream> guard = pack -> pack;

    GuardedRepository(BaseRepositoryBuilder<?, ?> options) throws IOException {
        super(options);
    }

    /** From now on, packs are read by way of {@code guard}. */
    void guard(UnaryOperator<InputStream> guard) {
        this.guard = guard;
    }

    @Override
    public ObjectInserter newObjectInserter() {
        ObjectInserter inserter = super.newObjectInserter();
        return new ObjectInserter.Filter() {
            @Override
            protected ObjectInserter delegate() {
                return inserter;
            }

            @Override
            public PackParser newPackParser(InputStream pack) throws IOException {
                return inserter.newPackParser(guard.apply(pack));
            }
        };
    }
}
