package org.viseme;

/**
 * A problem that a user can cause and can mend. Its message is one line that names the thing, the problem and the
 * remedy; the command line prints that line and exits with 1.
 */
public class VisemeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param thing what the problem is about, a file name most of the time
     * @param problem what is wrong with it
     * @param remedy what the user can do
     */
    public VisemeException(String thing, String problem, String remedy) {
        this(thing, problem, remedy, null);
    }

    /** As {@link #VisemeException(String, String, String)}, keeping the cause for the log. */
    public VisemeException(String thing, String problem, String remedy, Throwable cause) {
        super(oneLine(thing + ": " + problem + "; " + remedy), cause);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }
}
