package org.viseme;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The package table of the design: what each package may use. Nothing flows back. */
class ArchitectureTest {
    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.viseme");
    }

    @Test
    void packagesUseOnlyWhatTheyMay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("torch")
                .definedBy("org.viseme.torch..")
                .layer("nn")
                .definedBy("org.viseme.nn..")
                .layer("checkpoint")
                .definedBy("org.viseme.checkpoint..")
                .layer("media")
                .definedBy("org.viseme.media..")
                .layer("audio")
                .definedBy("org.viseme.audio..")
                .layer("face")
                .definedBy("org.viseme.face..")
                .layer("data")
                .definedBy("org.viseme.data..")
                .layer("text")
                .definedBy("org.viseme.text..")
                .layer("decode")
                .definedBy("org.viseme.decode..")
                .layer("cluster")
                .definedBy("org.viseme.cluster..")
                .layer("lipreading")
                .definedBy("org.viseme.lipreading..")
                .layer("model")
                .definedBy("org.viseme.model..")
                .layer("loss")
                .definedBy("org.viseme.loss..")
                .layer("train")
                .definedBy("org.viseme.train..")
                .layer("metric")
                .definedBy("org.viseme.metric..")
                .layer("dub")
                .definedBy("org.viseme.dub..")
                .layer("evaluate")
                .definedBy("org.viseme.evaluate..")
                .layer("parity")
                .definedBy("org.viseme.parity..")
                .layer("report")
                .definedBy("org.viseme.report..")
                .layer("embedding")
                .definedBy("org.viseme.embedding..")
                .layer("notebook")
                .definedBy("org.viseme.notebook..")
                .layer("cli")
                .definedBy("org.viseme.cli..")
                .whereLayer("torch")
                .mayNotAccessAnyLayer()
                .whereLayer("nn")
                .mayOnlyAccessLayers("torch")
                .whereLayer("checkpoint")
                .mayOnlyAccessLayers("torch")
                .whereLayer("media")
                .mayNotAccessAnyLayer()
                .whereLayer("audio")
                .mayOnlyAccessLayers("media")
                .whereLayer("face")
                .mayOnlyAccessLayers("media")
                .whereLayer("data")
                .mayOnlyAccessLayers("media", "audio", "face")
                .whereLayer("model")
                .mayOnlyAccessLayers("torch", "nn", "checkpoint")
                .whereLayer("loss")
                .mayOnlyAccessLayers("torch", "nn", "model")
                .whereLayer("text")
                .mayNotAccessAnyLayer()
                .whereLayer("decode")
                .mayNotAccessAnyLayer()
                .whereLayer("cluster")
                .mayOnlyAccessLayers("checkpoint")
                .whereLayer("lipreading")
                .mayOnlyAccessLayers(
                        "torch", "nn", "checkpoint", "media", "audio", "face", "data", "model", "text", "decode")
                .whereLayer("train")
                .mayOnlyAccessLayers(
                        "torch",
                        "nn",
                        "checkpoint",
                        "media",
                        "audio",
                        "data",
                        "model",
                        "loss",
                        "metric",
                        "text",
                        "decode",
                        "cluster",
                        "lipreading")
                .whereLayer("metric")
                .mayOnlyAccessLayers("torch", "nn", "checkpoint", "model", "media", "audio", "face", "data")
                .whereLayer("dub")
                .mayOnlyAccessLayers("torch", "nn", "checkpoint", "media", "audio", "face", "model")
                .whereLayer("parity")
                .mayOnlyAccessLayers("torch", "nn", "checkpoint", "media", "audio", "model", "loss", "metric")
                .whereLayer("report")
                .mayOnlyAccessLayers("torch", "nn", "checkpoint", "model", "media", "audio", "face", "data", "metric")
                .whereLayer("evaluate")
                .mayOnlyAccessLayers(
                        "torch",
                        "nn",
                        "checkpoint",
                        "media",
                        "audio",
                        "face",
                        "data",
                        "model",
                        "loss",
                        "metric",
                        "dub",
                        "report",
                        "decode",
                        "lipreading")
                .whereLayer("embedding")
                .mayOnlyAccessLayers("media", "audio", "data", "model", "metric")
                .whereLayer("notebook")
                .mayOnlyAccessLayers(
                        "media",
                        "audio",
                        "face",
                        "data",
                        "metric",
                        "lipreading",
                        "embedding",
                        "dub",
                        "train",
                        "report",
                        "evaluate")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .check(classes);
    }

    @Test
    void packagesDoNotUseEachOtherInCircles() {
        SlicesRuleDefinition.slices()
                .matching("org.viseme.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    @Test
    void theEngineIsUsedThroughOurOwnLayerInForwardCode() {
        // casts, copies and collectors of the engine cut graphs or walk over all arrays (org.viseme.torch)
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("org.viseme.torch..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.training.optimizer..")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("GradientCollector")
                .check(classes);
    }

    @Test
    void noStepWaitsForANumberOnItsWayToTheDevice() {
        // the engine's operations with a Java number put it into an array on the device and wait (TorchOps.weightedSum)
        DescribedPredicate<JavaMethodCall> withNumber = DescribedPredicate.describe(
                "the target is an operation of arrays with a number",
                call -> call.getTargetOwner().isAssignableTo(NDArray.class)
                        && call.getTarget().getRawParameterTypes().stream()
                                .anyMatch(type -> type.isEquivalentTo(Number.class)));
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAnyPackage("org.viseme.nn..", "org.viseme.model..", "org.viseme.loss..", "org.viseme.train..")
                .should()
                .callMethodWhere(withNumber)
                .check(classes);
    }
}
