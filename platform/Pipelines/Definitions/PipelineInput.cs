using MeshStarter.Contracts.Products;

namespace MeshStarter.Platform.Pipelines.Definitions;

/// <summary>A product that a pipeline reads.</summary>
/// <param name="Product">The product, with the major version where the file names one.</param>
/// <param name="By">The column by which only a window's rows are read; null where all rows are.</param>
/// <param name="TriggersAll">Whether a change makes all windows due, where no column says which (<c>triggers: all</c>).</param>
public sealed record PipelineInput(ProductReference Product, string? By, bool TriggersAll);
