using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Platform.Pipelines.Definitions;

namespace MeshStarter.Platform.Pipelines.Reading;

/// <summary>Reads a <c>pipeline.yaml</c> and says everything that is wrong with it.</summary>
public static class PipelineReader
{
    internal const int MostAttempts = 10;

    /// <summary>Reads a pipeline's text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name that issues give for its file; nothing is read from there.</param>
    /// <param name="product">The descriptor alongside it.</param>
    /// <param name="inputs">The columns of an input; null where they are not known, and nothing is said of what refers to them.</param>
    public static PipelineReadResult Read(string yaml, string file, DataProductDescriptor product, Func<ProductReference, IReadOnlyList<ColumnDefinition>?> inputs)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(inputs);
        var issues = new YamlIssues(file);
        var root = YamlTree.Parse(yaml, issues);
        DescriptorTexts.Check(root, issues);
        var pipeline = YamlSection.Of(root, issues, "keys such as \"run: on_inputs\"") is { } section ? Pipeline(section, product, inputs) : null;
        return new PipelineReadResult(issues.HasErrors ? null : pipeline, issues.Sorted);
    }

    /// <summary>The error of a pipeline whose product has a source, which feeds the outbox.</summary>
    /// <param name="file">The file of the pipeline.</param>
    /// <param name="product">The product.</param>
    public static DescriptorIssue OfSource(string file, DataProductId product) => new(
        file, 1, "", "pipeline.source", $"The rows of {product} are those of its source.yaml, and come through the outbox.", "Remove one of the two files: a product of another name can compute its rows of these.", IssueSeverity.Error);

    private static PipelineDefinition? Pipeline(YamlSection section, DataProductDescriptor product, Func<ProductReference, IReadOnlyList<ColumnDefinition>?> known)
    {
        RefuseStream(section, product);
        var window = WindowSection.Read(section, product);
        var inputs = InputsSection.Read(section, product, window, known);
        var run = RunSection.Read(section, product, inputs, window);
        var pipeline = new PipelineDefinition
        {
            Product = product.Name,
            Inputs = inputs,
            Window = window.Terms,
            Run = run!,
            CatchUp = CatchUpOf(section, run),
            Timeout = section.Duration("timeout", TimeSpan.FromDays(1)) ?? PipelineDefinition.DefaultTimeout,
            Attempts = section.Count("attempts", MostAttempts) ?? PipelineDefinition.DefaultAttempts,
        };
        section.RefuseOthers();
        return run is null ? null : pipeline;
    }

    // Rows of a stream come through the outbox: a batch that went to the table alone would make the ports differ.
    private static void RefuseStream(YamlSection section, DataProductDescriptor product)
    {
        if (product.Ports.Contains(PortType.Stream))
        {
            section.Issues.Error(
                section.Mapping.Line, "", "pipeline.stream", $"{product.Name} has the port stream, to which rows come through the outbox.",
                "Remove stream from the ports of its data-product.yaml, or emit its rows instead of computing them.");
        }
    }

    private static CatchUp CatchUpOf(YamlSection section, PipelineTrigger? run)
    {
        var catchUp = section.Word<CatchUp>("catch_up");
        if (catchUp is not null && run is OnInputsTrigger)
        {
            section.Issues.Error(section.Find("catch_up")!, "catch_up.trigger", "Changes of inputs while the service is away make windows due when it is back, so there is nothing to catch up.", "Remove the key, or run by the clock.");
        }

        return catchUp ?? CatchUp.All;
    }
}
