package org.viseme.checkpoint;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.viseme.VisemeException;

/** Why bytes are not accepted as a checkpoint; {@link Checkpoint#read} adds the file's name. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    /** What to do about damaged or forged bytes. */
    static final String DAMAGED = "fetch the file again from its source";

    private final String remedy;
    private final transient List<String> globals;

    RefusedException(String problem) {
        this(problem, DAMAGED);
    }

    RefusedException(String problem, String remedy) {
        this(problem, remedy, List.of(), null);
    }

    private RefusedException(String problem, String remedy, Collection<String> globals, Throwable cause) {
        super(problem, cause);
        this.remedy = remedy;
        this.globals = List.copyOf(globals);
    }

    /** A pickle with names outside the list; {@code cause} may be null. */
    static RefusedException unknownGlobals(Collection<String> globals, Throwable cause) {
        return new RefusedException(
                "is refused, because it wants to use code that is not needed for tensors",
                "nothing of it was run; take a file with tensors only, or, where the names stand for training settings,"
                        + " read them as plain records (option --inert of viseme convert)",
                globals,
                cause);
    }

    /** An unlisted name outside the places where inert records are accepted. */
    static RefusedException misplacedGlobals(Collection<String> globals) {
        return new RefusedException(
                "is refused, because it wants to use code outside its settings (args, cfg, task_state)",
                "nothing of it was run; take a file with tensors only",
                globals,
                null);
    }

    /** The exception for the user. */
    VisemeException of(Path file) {
        return globals.isEmpty()
                ? new VisemeException(file.toString(), getMessage(), remedy, this)
                : new UnsafePickleException(file.toString(), getMessage(), remedy, globals);
    }

    /** Names from a file may hold anything: control characters are masked and the length is bounded. */
    static String quote(String fromFile) {
        String clean = fromFile.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return clean.length() > 120 ? clean.substring(0, 120) + "..." : clean;
    }
}
