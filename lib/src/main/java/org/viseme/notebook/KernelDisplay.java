package org.viseme.notebook;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The display of the notebook kernel that runs this code, found by reflection so that none is needed to compile. The
 * kernels agree on HTML but not on the order of the arguments: rapaio takes the type first, IJava and JJava take it
 * last, as an array. The two-string form that means both is never used.
 */
final class KernelDisplay implements Display {
    private static final String HTML = "text/html";
    private static final Pattern STARTED_JAR =
            Pattern.compile("[^" + Pattern.quote(File.pathSeparator) + "]*rapaio[^/\\\\]*\\.jar");
    private static final String RAPAIO = "org.rapaio.jupyter.kernel.global.Global";
    private static final String IJAVA = "io.github.spencerpark.ijava.";
    private static final String JJAVA = "org.dflib.jjava.jupyter.kernel.";

    private final Method display;
    private final Method update;
    private final boolean typeFirst;

    private KernelDisplay(Method display, Method update, boolean typeFirst) {
        this.display = display;
        this.update = update;
        this.typeFirst = typeFirst;
    }

    /** The kernel that this process was started as. */
    static Optional<Display> find() {
        boolean byName = System.getProperty("sun.java.command", "").startsWith("org.rapaio.");
        // Started with -jar, the class path is that one file.
        boolean byJar =
                STARTED_JAR.matcher(System.getProperty("java.class.path", "")).matches();
        return find(KernelDisplay.class.getClassLoader(), byName || byJar);
    }

    /**
     * The kernel whose classes a loader sees and which is running.
     *
     * @param rapaioStarted whether rapaio's own program runs. Its jar may be on the class path of plain code, too, and
     *     cannot be asked there: touching its main class starts half a kernel
     */
    static Optional<Display> find(ClassLoader loader, boolean rapaioStarted) {
        return rapaio(loader, rapaioStarted).or(() -> ijava(loader)).or(() -> jjava(loader));
    }

    private static Optional<Display> rapaio(ClassLoader loader, boolean started) {
        return (started ? load(loader, RAPAIO) : Optional.<Class<?>>empty())
                .map(statics -> new KernelDisplay(
                        method(statics, "display", String.class, Object.class),
                        method(statics, "updateDisplay", String.class, String.class, Object.class),
                        true));
    }

    private static Optional<Display> ijava(ClassLoader loader) {
        return load(loader, IJAVA + "runtime.Display")
                .filter(statics -> load(loader, IJAVA + "IJava")
                        .map(app -> call(method(app, "getKernelInstance")) != null)
                        .orElse(false))
                .map(KernelDisplay::typeLast);
    }

    /** JJava's classes are seen only inside its kernel. */
    private static Optional<Display> jjava(ClassLoader loader) {
        return load(loader, JJAVA + "BaseNotebookStatics").map(KernelDisplay::typeLast);
    }

    private static Display typeLast(Class<?> statics) {
        return new KernelDisplay(
                method(statics, "display", Object.class, String[].class),
                method(statics, "updateDisplay", String.class, Object.class, String[].class),
                false);
    }

    @Override
    public String show(String html, String text) {
        Object id = typeFirst ? call(display, HTML, html) : call(display, html, new String[] {HTML});
        return String.valueOf(id);
    }

    @Override
    public void update(String id, String html) {
        if (typeFirst) {
            call(update, id, HTML, html);
        } else {
            call(update, id, html, new String[] {HTML});
        }
    }

    private static Optional<Class<?>> load(ClassLoader loader, String name) {
        try {
            return Optional.of(Class.forName(name, true, loader));
        } catch (ClassNotFoundException absent) {
            return Optional.empty();
        }
    }

    private static Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw unknownVersion(type, e);
        }
    }

    private static Object call(Method method, Object... arguments) {
        try {
            return method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the notebook kernel refused to display", e.getCause());
        } catch (IllegalAccessException e) {
            throw unknownVersion(method.getDeclaringClass(), e);
        }
    }

    private static IllegalStateException unknownVersion(Class<?> type, ReflectiveOperationException cause) {
        return new IllegalStateException(
                "this version of the notebook kernel has another display interface: " + type.getName(), cause);
    }
}
