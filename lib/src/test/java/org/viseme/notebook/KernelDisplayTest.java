package org.viseme.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stand-ins with the display interface of each kernel are compiled and loaded; each notes what it was called with. */
class KernelDisplayTest {
    private static final String NOTES = """
            public static final java.util.List<String> CALLS = new java.util.ArrayList<>();
            """;

    private static final String TYPE_LAST = """
            public static String display(Object o, String... types) {
                CALLS.add("show " + o + " as " + String.join(",", types)); return "7"; }
            public static void updateDisplay(String id, Object o, String... types) {
                CALLS.add("update " + id + " " + o + " as " + String.join(",", types)); }
            """;

    private static final String TYPE_FIRST = """
            public static String display(String type, Object o) {
                CALLS.add("show " + o + " as " + type); return "7"; }
            public static void updateDisplay(String id, String type, Object o) {
                CALLS.add("update " + id + " " + o + " as " + type); }
            """;

    private static final List<String> EXPECTED =
            List.of("show <b>x</b> as text/html", "update 7 <i>y</i> as text/html");

    @TempDir
    Path folder;

    @Test
    void rapaioGetsTheTypeFirst() throws Exception {
        String statics = "org.rapaio.jupyter.kernel.global.Global";
        assertEquals(EXPECTED, calls(kernel(Map.of(statics, NOTES + TYPE_FIRST)), statics));
    }

    @Test
    void ijavaGetsTheTypeLast() throws Exception {
        ClassLoader loader = kernel(Map.of(
                "io.github.spencerpark.ijava.runtime.Display",
                NOTES + TYPE_LAST,
                "io.github.spencerpark.ijava.IJava",
                "public static Object getKernelInstance() { return \"running\"; }"));
        assertEquals(EXPECTED, calls(loader, "io.github.spencerpark.ijava.runtime.Display"));
    }

    @Test
    void jjavaGetsTheTypeLast() throws Exception {
        String statics = "org.dflib.jjava.jupyter.kernel.BaseNotebookStatics";
        assertEquals(EXPECTED, calls(kernel(Map.of(statics, NOTES + TYPE_LAST)), statics));
    }

    @Test
    void aKernelThatOnlyLiesOnTheClassPathIsNoDisplay() throws Exception {
        ClassLoader idle = kernel(Map.of(
                "org.rapaio.jupyter.kernel.global.Global", NOTES + TYPE_FIRST,
                "io.github.spencerpark.ijava.runtime.Display", NOTES + TYPE_LAST,
                "io.github.spencerpark.ijava.IJava", "public static Object getKernelInstance() { return null; }"));
        assertTrue(KernelDisplay.find(idle, false).isEmpty());
    }

    @Test
    void withoutAKernelThereIsNone() {
        assertTrue(KernelDisplay.find().isEmpty());
    }

    private static List<?> calls(ClassLoader loader, String statics) throws ReflectiveOperationException {
        Display display = KernelDisplay.find(loader, true).orElseThrow();
        String id = display.show("<b>x</b>", "x");
        display.update(id, "<i>y</i>");
        return (List<?>) loader.loadClass(statics).getField("CALLS").get(null);
    }

    private ClassLoader kernel(Map<String, String> bodies) throws IOException {
        List<String> files = new ArrayList<>(List.of("-d", folder.toString()));
        for (Map.Entry<String, String> each : bodies.entrySet()) {
            int dot = each.getKey().lastIndexOf('.');
            String name = each.getKey().substring(dot + 1);
            Path file = folder.resolve(name + ".java");
            Files.writeString(
                    file,
                    "package " + each.getKey().substring(0, dot) + "; public class " + name + " {" + each.getValue()
                            + "}");
            files.add(file.toString());
        }
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, files.toArray(String[]::new)));
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    }
}
