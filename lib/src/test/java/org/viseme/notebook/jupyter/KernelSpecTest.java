package org.viseme.notebook.jupyter;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;

class KernelSpecTest {
    @TempDir
    Path folder;

    private JsonNode written(JavaKernel kernel) throws Exception {
        Path home = folder.resolve("a project with spaces ü");
        KernelSpec spec = new KernelSpec(
                kernel, Path.of("kernel.jar"), Path.of("java"), "classes" + File.pathSeparator + "b.jar", home);
        Path file = spec.write(folder.resolve("jupyter"));
        assertEquals("kernel.json", file.getFileName().toString());
        assertEquals(kernel.specName(), file.getParent().getFileName().toString());
        return new ObjectMapper().readTree(file.toFile());
    }

    private static List<String> arguments(JsonNode spec) {
        return StreamSupport.stream(spec.path("argv").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Test
    void rapaioTakesTheClassPathOfItsProcess() throws Exception {
        JsonNode spec = written(JavaKernel.RAPAIO);
        List<String> arguments = arguments(spec);
        assertAll(
                () -> assertEquals("message", spec.path("interrupt_mode").asText()),
                () -> assertEquals(
                        List.of(
                                "-cp",
                                String.join(File.pathSeparator, "classes", "b.jar", "kernel.jar"),
                                "org.rapaio.jupyter.kernel.MainApp",
                                "{connection_file}"),
                        arguments.subList(arguments.size() - 4, arguments.size())),
                () -> assertTrue(arguments.contains("-Dviseme.home=" + folder.resolve("a project with spaces ü"))),
                () -> assertTrue(spec.path("env").isEmpty()));
    }

    @Test
    void theOthersLearnItFromTheEnvironment() throws Exception {
        String classPath = "classes" + File.pathSeparator + "b.jar";
        assertEquals(
                classPath,
                written(JavaKernel.IJAVA).path("env").path("IJAVA_CLASSPATH").asText());
        assertEquals(
                classPath,
                written(JavaKernel.JJAVA).path("env").path("JJAVA_CLASSPATH").asText());
    }

    @Test
    void kernelsAreFoundByTheirJars() throws Exception {
        Path jar = Files.createFile(folder.resolve("jjava-1.0.jar"));
        Files.createFile(folder.resolve("notes.txt"));
        List<Path> folders = List.of(folder.resolve("missing"), folder);
        assertEquals(jar, JavaKernel.JJAVA.jar(folders).orElseThrow());
        assertTrue(JavaKernel.IJAVA.jar(folders).isEmpty());
        assertThrows(VisemeException.class, () -> JavaKernel.of("python"));
    }

    @Test
    void theFirstFailingCellIsToldInOneLine() throws Exception {
        Path notebook = Files.writeString(folder.resolve("n.ipynb"), """
                {"cells": [
                  {"cell_type": "code", "outputs": []},
                  {"cell_type": "markdown"},
                  {"cell_type": "code", "outputs": [
                    {"output_type": "stream", "name": "stdout", "text": "x"},
                    {"output_type": "error", "ename": "EvalException", "evalue": "\\u001b[31mno\\nface\\u001b[0m",
                     "traceback": []}]},
                  {"cell_type": "code", "outputs": [
                    {"output_type": "error", "ename": "Later", "evalue": "", "traceback": ["ignored"]}]}]}
                """);
        assertEquals(
                "cell 2: EvalException: no face",
                ExecutedNotebook.read(notebook).firstError().orElseThrow());
    }

    @Test
    void notebooksComeInOrderAndByPrefix() throws Exception {
        for (String name : List.of("02_b.ipynb", "00_a.ipynb", "README.md")) {
            Files.createFile(folder.resolve(name));
        }
        assertEquals(
                List.of("00_a.ipynb", "02_b.ipynb"),
                NotebookRunner.notebooks(folder, "").stream()
                        .map(file -> file.getFileName().toString())
                        .toList());
        assertEquals(1, NotebookRunner.notebooks(folder, "02").size());
        assertThrows(VisemeException.class, () -> NotebookRunner.notebooks(folder, "09"));
    }
}
