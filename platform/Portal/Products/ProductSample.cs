using System.Text.Json;

namespace MeshStarter.Portal.Products;

/// <summary>A few rows of a product, or why there are none to show.</summary>
/// <param name="Rows">The rows as the persona gets them.</param>
/// <param name="Problem">Why there are none; null otherwise.</param>
public sealed record ProductSample(IReadOnlyList<JsonElement> Rows, string? Problem);
