package org.viseme.checkpoint;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.viseme.VisemeException;

/** A pickle that names classes or functions outside the allowed list. Nothing of it was run. */
public final class UnsafePickleException extends VisemeException {
    private static final long serialVersionUID = 1L;
    private static final int NAMES_IN_MESSAGE = 20;
    private final transient List<String> globals;

    UnsafePickleException(String file, String problem, String remedy, Collection<String> globals) {
        super(file, problem + ": " + list(globals), remedy);
        this.globals = List.copyOf(globals);
    }

    /** Everything the file wanted to use, as {@code module.name}, in the order of appearance. */
    public List<String> globals() {
        return globals;
    }

    private static String list(Collection<String> globals) {
        String names = globals.stream()
                .limit(NAMES_IN_MESSAGE)
                .map(RefusedException::quote)
                .collect(Collectors.joining(", "));
        return globals.size() > NAMES_IN_MESSAGE
                ? names + " and " + (globals.size() - NAMES_IN_MESSAGE) + " more"
                : names;
    }
}
