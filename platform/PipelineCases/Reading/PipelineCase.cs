using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Pipelines.Windows;

namespace MeshStarter.Platform.PipelineCases.Reading;

/// <summary>A case of a pipeline's tests: rows of its inputs, a window, and the rows that a run then computes.</summary>
public sealed record PipelineCase
{
    /// <summary>The name of the file alongside the product's descriptor.</summary>
    public const string FileName = "pipeline.tests.yaml";

    /// <summary>The name, unique in its file.</summary>
    public required string Name { get; init; }

    /// <summary>The line in which it begins, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The window; <see cref="Window.Table"/> for a pipeline without windows.</summary>
    public required Window Window { get; init; }

    /// <summary>The rows of each input that the case gives, in JSON. The other inputs have none.</summary>
    public required IReadOnlyDictionary<ProductReference, IReadOnlyList<string>> Given { get; init; }

    /// <summary>The rows that are expected, in JSON, in any order.</summary>
    public required IReadOnlyList<string> Expected { get; init; }
}
